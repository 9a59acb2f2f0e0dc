/** Who acts on an /auth route: read from the store, now. Handlers ask for themselves and trust no middleware (E-05). */
import type { Session, User } from '../contracts.ts'
import { check, type Acting } from '../core/authenticate.ts'
import { isOverInJar } from '../core/credentials.ts'
import type { Held } from '../core/renew.ts'
import type { Exchange } from './http.ts'
import type { Problem } from './problem.ts'

export type Actor = { readonly ok: true, readonly held: Held } | { readonly ok: false, readonly problem: Problem }

/**
 * For routes that take strangers too: null is nobody, and so is who brings a cookie of a login that is `over`. A bad
 * credential in a header was meant, and is refused.
 */
export type AnyActor =
  | { readonly ok: true, readonly held: Held | null, readonly over?: Problem }
  | Extract<Actor, { ok: false }>

export async function actorOf(exchange: Exchange): Promise<Actor> {
  const actor = await anyActorOf(exchange)
  if (!actor.ok) return actor
  const { held, over } = actor
  return held === null ? { ok: false, problem: over ?? { code: 'credential_missing' } } : { ok: true, held }
}

export async function anyActorOf({ http, view, cookies }: Exchange): Promise<AnyActor> {
  const checked = await check(http.core, view, { freshness: 'authoritative' })
  if (checked.status === 'anonymous') return { ok: true, held: null }
  if (checked.status === 'refused') {
    const problem = { code: checked.reason, ...hintFor(checked.reason) }
    return isOverInJar(http.core, view, checked.reason) ? { ok: true, held: null, over: problem } : { ok: false, problem }
  }
  cookies.push(...checked.acting.cookies ?? [])
  return { ok: true, held: heldBy(checked.acting) }
}

function hintFor(reason: string) {
  if (reason !== 'csrf_rejected') return {}
  return { detail: 'A request that brings cookies and changes something names its Origin; browsers do so themselves.' }
}

function heldBy(acting: Acting): Held {
  const record: { session: Session, user: User } | undefined = acting.record
  if (record === undefined) throw new TypeError('an authoritative check answers with the record')
  return { acting, session: record.session, user: record.user }
}
