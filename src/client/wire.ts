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
  const jar = new Map<string, string>()
  const skew = { seconds: 0 }
  return {
    skew,
    now: () => clock() + skew.seconds,
    async send(request, init) {
      const url = typeof request === 'string' ? request : request.url
      if (new URL(url).origin !== origin) return fetch(request, init)
      const response = await fetch(request, init.credentials === 'omit' ? init : withJar(init, request))
      // Behind a redirect another origin answers: its cookies and its time are not ours. An answer that was made here has no address.
      if (new URL(response.url || url).origin !== origin) return response
      keep(response)
      const seen = Date.parse(response.headers.get('date') ?? '') / 1000 + 0.5 - clock()
      if (Math.abs(seen - skew.seconds) > inexactness) skew.seconds = seen
      return response
    },
  }

  /** A browser forbids both names and has a jar of its own. A program that sends cookies names its origin (docs/http.md). */
  function withJar(init: RequestInit, request: string | Request): RequestInit {
    if (jar.size === 0) return init
    const headers = new Headers(init.headers ?? (typeof request === 'string' ? {} : request.headers))
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    headers.set('origin', origin)
    return { ...init, headers }
  }

  /** No browser shows them, so that there the jar stays empty. */
  function keep({ headers }: Response): void {
    for (const line of headers.getSetCookie?.() ?? []) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
      if (/;\s*max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
  }
}

/** A request that hangs holds up all tabs; the server answers or gives up within this. */
const patience = 15_000

export interface Sent {
  readonly method: string
  readonly json?: object | undefined
  readonly credentials: 'include' | 'same-origin' | 'omit'
  readonly bearer?: string | null
}

/** To a route of Latchkey. Rejects with a retryable `ClientError` where it is not reached; refusals are answered. */
export async function sendTo({ base }: Settings, wire: Wire, { path, ...sent }: Sent & { readonly path: string }): Promise<Response> {
  try {
    return await wire.send(base + path, { ...initOf(sent), signal: AbortSignal.timeout(patience) })
  } catch (cause) {
    throw unreached(cause)
  }
}

export function initOf({ method, json, credentials, bearer = null }: Sent): RequestInit {
  const headers: Record<string, string> = {}
  if (json !== undefined) headers['content-type'] = 'application/json'
  if (bearer !== null) headers['authorization'] = `Bearer ${bearer}`
  // No route of ours redirects a program: to follow would take a password wherever an answer points.
  return { method, headers, credentials, cache: 'no-store', redirect: 'manual', ...(json !== undefined && { body: JSON.stringify(json) }) }
}

/** The body in our names, null where the answer is 204. Rejects with what a refusal tells, and where it is not what was asked for. */
export async function read<T>(response: Response, isAsked: (body: unknown) => boolean): Promise<T> {
  const { ok, status } = response
  if (!ok) throw await problemIn(response)
  const text = await response.text().catch((cause: unknown) => { throw unreached(cause) })
  const body = status === 204 ? null : parsed(text)
  if (!isAsked(body)) throw unexpected(status)
  return body as T // what the caller goes by was looked at; the contract tests hold the rest
}

/** Undefined where it is no JSON, or so deep that no route of ours can have said it. */
function parsed(text: string): unknown {
  try {
    return inOurNames(JSON.parse(text)) ?? undefined
  } catch {
    return undefined
  }
}
