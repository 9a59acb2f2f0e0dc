/** Requests and responses as HTTP/1.1 writes them: the same objects that the instance was given and gave. */
import type { Exchange, Message } from './facts.ts'

const bullets = '•'.repeat(8)

/** Sends it to the handler, and keeps both sides. `hidden`: what is shown as bullets. */
export async function exchange(
  sent: { readonly request: Request, readonly body?: string, readonly hidden?: string }, answer: (request: Request) => Promise<Response>,
): Promise<{ readonly exchange: Exchange, readonly response: Response, readonly text: string }> {
  const { request, body = '', hidden } = sent
  const response = await answer(request)
  const text = await response.clone().text()
  const shown = { request: requestMessage(request, body, hidden), response: responseMessage(response, text) }
  return { exchange: { ...shown, status: response.status, code: codeIn(text) }, response, text }
}

export function requestMessage(request: Request, body: string, hidden?: string): Message {
  const { pathname, search, host } = new URL(request.url)
  const message = messageOf(`${request.method} ${pathname}${search} HTTP/1.1`, [['Host', host], ...fieldsOf(request.headers)], body)
  return hidden === undefined ? message : { ...message, body: body.replaceAll(hidden, bullets) }
}

function responseMessage(response: Response, body: string): Message {
  const phrase = phrases[response.status]
  return messageOf(['HTTP/1.1', response.status, phrase].join(' ').trimEnd(), fieldsOf(response.headers), body)
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK', 204: 'No Content', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable',
}

function messageOf(start: string, fields: Message['fields'], body: string): Message {
  const head = [start, ...fields.map(([name, value]) => `${name}: ${value}`)].map((line) => `${line}\r\n`).join('')
  return { start, fields, body, bytes: Buffer.byteLength(`${head}\r\n${body}`) }
}

function fieldsOf(headers: Headers): Message['fields'] {
  return [...headers].map(([name, value]) => [spelled(name), value])
}

/** HTTP does not care, and readers know them so. */
function spelled(name: string): string {
  return name.replace(/^www-/, 'WWW-').replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
}

function codeIn(text: string): string | null {
  const members = objectIn(text)
  return typeof members?.['code'] === 'string' ? members['code'] : null
}

export function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null
  } catch {
    return null
  }
}

/** The header line as it stands in a request, with its name and its line end. */
export function lineBytes(name: string, value: string): number {
  return Buffer.byteLength(`${name}: ${value}\r\n`)
}
