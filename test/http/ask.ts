/** One request exactly as it is given, and the answer read: for what no well-behaved client sends. */
import type { Authenticator, RequestContext } from '../../src/contracts.ts'
import { origin } from '../support/instance.ts'
import { expectToldOf } from '../support/told-of.ts'

export interface Asked {
  /** Pairs, so that a header can come twice. */
  readonly headers?: Readonly<Record<string, string>> | [string, string][]
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  readonly context?: RequestContext
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The code of a problem; null for any other answer. */
  readonly code: string | null
}

/** `line` is method and path: `POST /auth/login`. */
export async function ask(auth: Authenticator, line: string, asked: Asked = {}): Promise<Told> {
  const { headers = {}, body, context = { address: '198.51.100.7', requestId: 'test' } } = asked
  const [method = '', path = ''] = line.split(' ')
  const request = new Request(origin + path, { method, headers, ...(body !== undefined && { body, duplex: 'half' }) })
  const response = await auth.handler(request, context)
  expectToldOf(method, path, response.status)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, code: codeOf(response, text) }
}

function codeOf({ headers }: Response, text: string): string | null {
  if (headers.get('content-type') !== 'application/problem+json' || text === '') return null
  return (JSON.parse(text) as { code: string }).code // the contract tests hold the shape
}

export const asJson = { 'content-type': 'application/json' }
export const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
