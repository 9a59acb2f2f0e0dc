/** Reading a body: bounded, of a declared type, in one spelling, with no member that the route does not know. */
import * as z from 'zod'
import { readJsonObject } from '../formats/jwt/strict-json.ts'
import type { Problem } from './problem.ts'

export type Body<T> =
  | { readonly ok: true, readonly isForm: boolean, readonly value: T }
  | { readonly ok: false, readonly isForm: boolean, readonly problem: Problem }

/** A type that is absent is one that the route does not take. */
export interface Schemas<T> {
  readonly json?: z.ZodType<T>
  readonly form?: z.ZodType<T>
}

const most = 16 * 1024
const badForm = 'A member stands in the form twice, or it is not UTF-8.'
const badJson = 'The body is not one JSON object in UTF-8 with each member once.'
const formType = 'application/x-www-form-urlencoded'

/** Only these types, so that a page elsewhere cannot send one without a preflight or a form token (B-16). */
export async function readBody<T>(request: Request, schemas: Schemas<T>): Promise<Body<T>> {
  const type = mediaType(request)
  const isForm = type === formType && schemas.form !== undefined
  const refuse = (problem: Problem) => ({ ok: false, isForm, problem }) as const
  const bytes = await readBytes(request)
  if (bytes === 'too_large') return refuse({ code: 'body_too_large' })
  if (bytes === 'broken_off') return refuse({ code: 'malformed_request', detail: 'The body broke off.' })
  const isEmpty = bytes.length === 0 && type === null
  const schema = isForm ? schemas.form : schemas.json
  if (schema === undefined || !isEmpty && !isTaken(request, type, isForm)) {
    return refuse({ code: 'unsupported_media_type', detail: expectedTypes(schemas) })
  }
  const raw = isEmpty ? {} : parse(bytes, isForm)
  if (raw === null) return refuse({ code: 'malformed_request', detail: isForm ? badForm : badJson })
  const checked = schema.safeParse(raw)
  return checked.success ? { ok: true, isForm, value: checked.data } : refuse(schemaProblem(checked.error))
}

/** Whether a person's browser sent it, by a form: whatever refuses it answers with a page. */
export function sendsForm(request: Request): boolean {
  return mediaType(request) === formType
}

function mediaType(request: Request): string | null {
  return request.headers.get('content-type')?.split(';', 1).join('').trim().toLowerCase() ?? null
}

function isTaken(request: Request, type: string | null, isForm: boolean): boolean {
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  // A compressed body is small to send and large to read.
  return encoding === 'identity' && (isForm || type === 'application/json')
}

function expectedTypes<T>({ json, form }: Schemas<T>): string {
  const types = [json && 'application/json', form && formType].filter((type) => type !== undefined)
  return `Send ${types.join(' or ')}, not compressed.`
}

/** No more than the route takes: the rest is not read. */
async function readBytes(request: Request): Promise<Uint8Array | 'too_large' | 'broken_off'> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return 'too_large'
  if (request.body === null) return new Uint8Array()
  if (request.bodyUsed) throw new TypeError('the body was read before Latchkey was given the request')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body) {
      size += chunk.length
      if (size > most) return 'too_large'
      chunks.push(chunk)
    }
  } catch {
    // A client that went away is no fault of ours: nobody is woken for it.
    return 'broken_off'
  }
  return Buffer.concat(chunks)
}

function parse(bytes: Uint8Array, isForm: boolean): unknown {
  if (!isForm) return readJsonObject(bytes)
  const text = decode(bytes)
  return text === null ? null : parseForm(text)
}

/** The text, and what is percent-encoded in it: URLSearchParams makes U+FFFD of any bad byte, and one of two passwords. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    decodeURIComponent(text)
    return text
  } catch {
    return null
  }
}

/** A member that stands twice has two readers, and each may believe another one. */
function parseForm(text: string): Record<string, string> | null {
  const members = [...new URLSearchParams(text)]
  const names = new Set(members.map(([name]) => name))
  return names.size === members.length ? Object.fromEntries(members) : null
}

/** Names the members that were expected; what the sender wrote is not repeated. */
function schemaProblem(error: z.ZodError): Problem {
  const unknown = error.issues.some((issue) => issue.code === 'unrecognized_keys')
  if (unknown) return { code: 'unknown_field' }
  const named = [...new Set(error.issues.map((issue) => issue.path.join('.')).filter((path) => path !== ''))]
  return { code: 'malformed_request', detail: named.length > 0 ? `Look at: ${named.join(', ')}.` : 'Send one JSON object.' }
}
