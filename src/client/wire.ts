/** One request at a time: the cookies where no browser keeps them, the server's clock, and what each answer is. */
import { problemIn, unexpected, unreached } from './client-error.ts'
import type { Settings } from './options.ts'
import { inOurNames } from './words.ts'

export interface Wire {
  /** As the global one, to any origin. Learns the time, and where no browser does it keeps cookies of Latchkey's origin. */
  send(request: string | Request, init: RequestInit): Promise<Response>
  /** Seconds since 1970 by the server's clock. */
  now(): number
  /** By how much the server's clock is ahead of this one. */
  readonly skew: { seconds: number }
}

/** `Date` tells whole seconds and is under way for a while: what differs by less is no other time. */
const inexactness = 2

export function createWire({ fetch, clock, origin }: Settings): Wire {
  /** `name=value`, by name. */
  const jar = new Map<string, string>()
  const skew = { seconds: 0 }
  return {
    skew,
    now: () => clock() + skew.seconds,
    async send(request, init) {
      const { url, headers } = typeof request === 'string' ? { url: request } : request
      if (new URL(url).origin !== origin) return fetch(request, init)
      const response = await fetch(request, init.credentials === 'omit' ? init : withJar(init, headers))
      // Behind a redirect another origin answers: its cookies and its time are not ours. An answer that was made here has no address.
      if (new URL(response.url || url).origin !== origin) return response
      keep(response)
      const seen = Date.parse(response.headers.get('date') ?? '') / 1000 + 0.5 - clock()
      if (Math.abs(seen - skew.seconds) > inexactness) skew.seconds = seen
      return response
    },
  }

  /** A browser forbids both names and has a jar of its own. A program that sends cookies names its origin (docs/http.md). */
  function withJar(init: RequestInit, own: RequestInit['headers']): RequestInit {
    if (jar.size === 0) return init
    const headers = new Headers(init.headers ?? own)
    headers.set('cookie', [...jar.values()].join('; '))
    headers.set('origin', origin)
    return { ...init, headers }
  }

  /** No browser shows them, so that there the jar stays empty. */
  function keep({ headers }: Response): void {
    for (const line of headers.getSetCookie?.() ?? []) {
      const [pair = '', name = ''] = /^([^=;]+)=[^;]*/.exec(line) ?? []
      if (/;\s*max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, pair)
    }
  }
}

/** A request that hangs holds up all tabs; the server answers or gives up within this. */
const patience = 15_000

export interface Sent {
  readonly method: string
  readonly json?: object | undefined
  /** As the caller of `fetch` chooses, where it is left out. */
  readonly credentials?: 'include' | 'same-origin' | 'omit'
  readonly bearer?: string | undefined
}

/** To a route of Latchkey. Rejects with a retryable `ClientError` where it is not reached; refusals are answered. */
export function sendTo({ base }: Settings, wire: Wire, { path, ...sent }: Sent & { readonly path: string }): Promise<Response> {
  return wire.send(base + path, { ...initOf(sent), signal: AbortSignal.timeout(patience) }).catch(unreached)
}

export function initOf({ json, bearer, ...sent }: Sent): RequestInit {
  const headers: Record<string, string> = {}
  if (json !== undefined) headers['content-type'] = 'application/json'
  if (bearer) headers['authorization'] = `Bearer ${bearer}`
  // No route of ours redirects a program: to follow would take a password wherever an answer points.
  return { ...sent, headers, cache: 'no-store', redirect: 'manual', body: json === undefined ? null : JSON.stringify(json) }
}

/** The body in our names, null where the answer is 204. Rejects with what a refusal tells, and where it is not what was asked for. */
export async function read<T>(response: Response, isAsked: (body: unknown) => boolean): Promise<T> {
  const { ok, status } = response
  if (!ok) throw await problemIn(response)
  // What is no JSON, was cut off, or is so deep that no route of ours can have said it: 0, which nobody asks for.
  const body: unknown = status === 204 ? null : await response.json().then(inOurNames).catch(() => null) ?? 0
  if (!isAsked(body)) throw unexpected(status)
  return body as T // what the caller goes by was looked at; the contract tests hold the rest
}
