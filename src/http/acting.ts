/** Who acts on an /auth route: read from the store, now. Handlers ask for themselves and trust no middleware (E-05). */
import type { Session, User } from '../contracts.ts'
import { check, type Acting } from '../core/authenticate.ts'
import type { Held } from '../core/renew.ts'
import type { Exchange } from './http.ts'
import type { Problem } from './problem.ts'

export type Actor = { readonly ok: true, readonly held: Held } | { readonly ok: false, readonly problem: Problem }

export async function actorOf({ http, view, cookies }: Exchange): Promise<Actor> {
  const checked = await check(http.core, view, { freshness: 'authoritative' })
  if (checked.status === 'anonymous') return { ok: false, problem: { code: 'credential_missing' } }
  if (checked.status === 'refused') return { ok: false, problem: { code: checked.reason, ...hintFor(checked.reason) } }
  if (checked.acting.cookies !== undefined) cookies.push(checked.acting.cookies)
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
