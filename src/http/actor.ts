/** Who acts on an /auth route: read from the store, now. Handlers ask for themselves and trust no middleware (E-05). */
import type { AuthenticateOptions, Session, User } from '../contracts.ts'
import { type Acting, isLogin } from '../core/acting.ts'
import { check } from '../core/authenticate.ts'
import { isOverInJar } from '../core/credentials.ts'
import type { Held } from '../core/session/renew.ts'
import type { Call } from './call.ts'
import type { Problem } from './problem.ts'

type Refused = { readonly ok: false, readonly problem: Problem }

/** Any live credential, with the records it stands on: a key's has no session. */
export interface Bearer {
  readonly acting: Acting
  readonly session: Session | null
  readonly user: User
}

/** A whole login: what changes the account asks for one, and gets no key, no ticket and nothing that was narrowed. */
export type Actor = { readonly ok: true, readonly held: Held } | Refused

/**
 * For routes that take strangers too: null is nobody, and so is who brings a cookie of a login that is `over`. A bad
 * credential in a header was meant, and is refused.
 */
export type AnyActor = { readonly ok: true, readonly held: Held | null, readonly over?: Problem } | Refused

export async function actorOf(call: Call, options?: AuthenticateOptions): Promise<Actor> {
  const actor = await anyActorOf(call, options)
  if (!actor.ok) return actor
  const { held, over } = actor
  return held === null ? { ok: false, problem: over ?? { code: 'credential_missing' } } : { ok: true, held }
}

export async function anyActorOf(call: Call, options?: AuthenticateOptions): Promise<AnyActor> {
  const found = await anyBearerOf(call, options)
  if (!found.ok) return found
  const { bearer, ...rest } = found
  if (bearer === null) return { ...rest, held: null }
  const { acting, session, user } = bearer
  if (!isLogin(acting) || session === null) return { ok: false, problem: { code: 'insufficient_scope' } }
  return { ok: true, held: { acting, session, user } }
}

/** For routes that change nothing of the account. */
export async function bearerOf(call: Call, options?: AuthenticateOptions): Promise<{ ok: true, bearer: Bearer } | Refused> {
  const found = await anyBearerOf(call, options)
  if (!found.ok) return found
  const { bearer, over } = found
  return bearer === null ? { ok: false, problem: over ?? { code: 'credential_missing' } } : { ok: true, bearer }
}

async function anyBearerOf(
  { http, view, cookies }: Call, options: AuthenticateOptions = {},
): Promise<{ ok: true, bearer: Bearer | null, over?: Problem } | Refused> {
  const checked = await check(http.core, view, { ...options, freshness: 'authoritative' })
  if (checked.status === 'anonymous') return { ok: true, bearer: null }
  if (checked.status === 'refused') {
    const problem = { code: checked.reason, ...hintFor(checked.reason) }
    return isOverInJar(http.core, view, checked.reason) ? { ok: true, bearer: null, over: problem } : { ok: false, problem }
  }
  if (checked.acting.cookies !== undefined) cookies.push(checked.acting.cookies)
  return { ok: true, bearer: recorded(checked.acting) }
}

function hintFor(reason: string) {
  if (reason !== 'csrf_rejected') return {}
  return { detail: 'A request that brings cookies and changes something names its Origin; browsers do so themselves.' }
}

function recorded(acting: Acting): Bearer {
  const { record } = acting
  if (record === undefined) throw new TypeError('an authoritative check answers with the record')
  return { acting, session: record.session, user: record.user }
}
