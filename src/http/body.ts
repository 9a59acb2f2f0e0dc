/** Reading a body: bounded, of a declared type, in one spelling, with no member that the route does not know. */
import * as z from 'zod'
import { readJsonObject } from '../formats/jwt/strict-json.ts'
import type { Problem } from './problem.ts'

export type Body<T> =
  | { readonly ok: true, readonly isForm: boolean, readonly value: T }
  | { readonly ok: false, readonly isForm: boolean, readonly problem: Problem }

export interface Schemas<T> {
  readonly json: z.ZodType<T>
  /** Absent: the route takes no form. */
  readonly form?: z.ZodType<T>
}

const most = 16 * 1024
const badForm = 'A member stands in the form twice, or it is not UTF-8.'
const badJson = 'The body is not one JSON object in UTF-8 with each member once.'
const formType = 'application/x-www-form-urlencoded'

/** Only these types, so that a page elsewhere cannot send one without a preflight or a form token (B-16). */
export async function readBody<T>(request: Request, schemas: Schemas<T>): Promise<Body<T>> {
  const type = request.headers.get('content-type')?.split(';', 1).join('').trim().toLowerCase() ?? null
  const isForm = type === formType && schemas.form !== undefined
  const refuse = (problem: Problem) => ({ ok: false, isForm, problem }) as const
  const bytes = await readBytes(request)
  if (bytes === null) return refuse({ code: 'body_too_large' })
  const isEmpty = bytes.length === 0 && type === null
  if (!isEmpty && !isTaken(request, type, isForm)) {
    return refuse({ code: 'unsupported_media_type', detail: expectedTypes(schemas) })
  }
  const raw = isEmpty ? {} : parse(bytes, isForm)
  if (raw === null) return refuse({ code: 'malformed_request', detail: isForm ? badForm : badJson })
  const schema = isForm && schemas.form !== undefined ? schemas.form : schemas.json
  const checked = schema.safeParse(raw)
  return checked.success ? { ok: true, isForm, value: checked.data } : refuse(schemaProblem(checked.error))
}

function isTaken(request: Request, type: string | null, isForm: boolean): boolean {
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  // A compressed body is small to send and large to read.
  return encoding === 'identity' && (isForm || type === 'application/json')
}

function expectedTypes<T>({ form }: Schemas<T>): string {
  return `Send application/json${form === undefined ? '' : ` or ${formType}`}, not compressed.`
}

/** Null: more than the route takes. The rest is not read. */
async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return null
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parse(bytes: Uint8Array, isForm: boolean): unknown {
  if (!isForm) return readJsonObject(bytes)
  const text = decode(bytes)
  return text === null ? null : parseForm(text)
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
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
