/** A request as `curl -v` prints it, as it stands in a file (`GET / HTTP/1.1`), or as a browser's tools copy it (`:method: GET`). */
import type { RequestView } from '../../contracts.ts'

export interface WrittenRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** In their order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** As far as the text tells. */
  readonly isTls: boolean | null
  /** The status that was answered, where `curl -v` printed it. */
  readonly answered: number | null
}

const requestLine = /^([A-Z]{1,16}) (\S+)(?: HTTP\/[\d.]+)?$/
const fieldName = /^:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Null: there is no request in it. */
export function readRequest(text: string): WrittenRequest | null {
  const lines = text.split(/\r?\n/)
  const isCurl = lines.some((line) => /^> [A-Z]+ \S+ HTTP\//.test(line))
  const sent = isCurl ? lines.filter((line) => /^> ?/.test(line)).map((line) => line.replace(/^> ?/, '')) : lines
  const start = sent.findIndex((line) => requestLine.test(line.trim()))
  const head = upToBlank(sent.slice(start + 1))
  const headers = head.flatMap(fieldIn)
  const pseudo = (name: string) => headers.find(([one]) => one === name)?.[1]
  const [, method = pseudo(':method'), target = pseudo(':path')] = requestLine.exec(sent[start]?.trim() ?? '') ?? []
  if (method === undefined || target === undefined) return null
  const authority = pseudo(':authority')
  const host: readonly (readonly [string, string])[] = authority === undefined ? [] : [['host', authority]]
  return {
    method, target, headers: [...host, ...headers.filter(([name]) => !name.startsWith(':'))],
    isTls: tlsIn(lines, pseudo(':scheme')), answered: answerIn(lines),
  }
}

/** By hand, since an expression over blanks at both ends takes a hostile line's length squared. */
function fieldIn(line: string): readonly (readonly [string, string])[] {
  const colon = line.indexOf(':', 1)
  const named = line.slice(0, Math.max(colon, 0))
  return fieldName.test(named) ? [[named.toLowerCase(), line.slice(colon + 1).trim()]] : []
}

/** A request of `curl -v` is the last one: those before it were redirected. */
function answerIn(lines: readonly string[]): number | null {
  const [, status] = /^< HTTP\/[\d.]+ (\d{3})/.exec(lines.findLast((line) => /^< HTTP\//.test(line)) ?? '') ?? []
  return status === undefined ? null : Number(status)
}

function upToBlank(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => line.trim() === '')
  return end === -1 ? lines : lines.slice(0, end)
}

function tlsIn(lines: readonly string[], scheme: string | undefined): boolean | null {
  if (scheme !== undefined) return scheme === 'https'
  if (lines.some((line) => /^\* .*(SSL connection|TLS handshake|TLSv)/.test(line))) return true
  return lines.some((line) => /^\* (Connected|Established)/.test(line)) ? false : null
}

/** Every line of one name, as they were sent. */
export function linesOf({ headers }: WrittenRequest, name: string): readonly string[] {
  return headers.filter(([one]) => one === name).map(([, value]) => value)
}

/** As the adapters hand it to the routes: lines of one name joined, so that a second credential is seen; of a second Host nothing is left. */
export function viewOf(request: WrittenRequest): RequestView {
  const [path = '/', query = ''] = request.target.split(/\?(.*)/s)
  return {
    method: request.method, path, query,
    header(name) {
      const lines = linesOf(request, name.toLowerCase())
      if (lines.length === 0) return undefined
      if (single.has(name.toLowerCase())) return lines[0]
      return lines.join(name.toLowerCase() === 'cookie' ? '; ' : ', ')
    },
  }
}

const single = new Set(['host', 'origin', 'user-agent', 'content-type', 'referer'])
