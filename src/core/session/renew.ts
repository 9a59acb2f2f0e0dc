/** New credentials for a login that goes on: after re-authentication, and where everything older was just ended. */
import type { Issued, Seconds, Secret, Session, User, Write } from '../../contracts.ts'
import type { Acting } from '../acting.ts'
import type { Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { issueAccess, issueCredentials, keptIn } from './issue.ts'

/** An acting login whose record was read. */
export interface Held {
  readonly acting: Acting
  readonly session: Session
  readonly user: User
}

/** Whether another request has renewed the login meanwhile: its secret is no more the one that was shown. */
export async function isRenewed(core: Core, { acting: { secret } }: Held): Promise<boolean> {
  if (secret === undefined) return false
  const found = await core.store.findByDigest(secret.digest)
  return found === null || found.secret.consumed !== null
}

/**
 * A fresh secret, and the old one dead in the same commit (B-03). A family turns without the grace: whoever holds the
 * old refresh token is not the person who just proved who they are.
 */
export async function renew(core: Core, held: Held): Promise<Plan<Issued>> {
  const { acting, session, user } = held
  const secrets = await core.store.listSecrets(session.id)
  const live = secrets.find((secret) => secret.purpose === 'refresh' && secret.consumed === null)
  const generation = live === undefined ? null : live.generation + 1
  const kept = live === undefined ? 'body' : keptIn(live)
  const issued = await issueCredentials(core, { carrier: acting.carrier, user, session, generation, kept })
  return { answer: issued.answer, writes: [...retire(core, acting, live), ...issued.writes] }
}

/**
 * The access credential alone, and no longer than the one that was shown: nothing was proved, so whoever copied an access
 * token keeps it no longer by ending the others. The refresh token of the login goes on.
 */
export async function renewAccess(core: Core, { acting, session, user }: Held): Promise<Plan<Issued>> {
  const notAfter = Math.max(acting.principal.expiresAt, core.clock() + 1)
  const issued = await issueAccess(core, { carrier: acting.carrier, user, session, generation: null, notAfter })
  return { answer: issued.answer, writes: [...retire(core, acting, undefined), ...issued.writes] }
}

/** Longer than anything is recalled without asking the store. */
const recalled: Seconds = 60

function retire(core: Core, acting: Acting, live: Secret | undefined): readonly Write[] {
  const writes: Write[] = []
  const { credential, expiresAt } = acting.principal
  // It opens nothing any more and still names its session: a logout that shows it ends what came after it (B-08).
  if (acting.secret !== undefined) {
    const set = { consumed: core.clock() }
    writes.push({ do: 'update', table: 'secret', id: acting.secret.digest, if: { consumed: null }, set })
    // Where it was recalled a moment ago, it is still known by its digest.
    const entry = { kind: 'credential', id: acting.secret.digest, value: 0, at: core.clock(), until: core.clock() + recalled } as const
    writes.push({ do: 'revoke', entry })
  }
  if (live !== undefined) {
    // Consumed with no key named: no successor can be derived from it, so it has no grace.
    const set = { consumed: core.clock() }
    writes.push({ do: 'update', table: 'secret', id: live.digest, if: { consumed: null }, set })
  }
  if (credential !== null) {
    const entry = { kind: 'credential', id: credential, value: 0, at: core.clock(), until: expiresAt + core.limits.leeway } as const
    writes.push({ do: 'revoke', entry })
  }
  return writes
}
