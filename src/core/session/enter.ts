/**
 * Entering another host by a login that is there already. An entry is made on the instance's own origin and is good once,
 * within a minute, on one other origin, in the one browser that holds the nonce; there it becomes a session of that host
 * alone, which stands on the login (root.ts). No credential of the login itself ever leaves its own origin.
 */
import type { Carrier, Found, Secret, Seconds, Session, User } from '../../contracts.ts'
import { sha256 } from '../../crypto/hash.ts'
import { randomId, randomSecret } from '../../crypto/random.ts'
import { opaque } from '../../formats/opaque.ts'
import { commit, type Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { record, type Origin } from '../audit/events.ts'
import { makeCredential } from './issue.ts'
import type { Held } from './renew.ts'
import { endSession, guardUser, makeRoom, sessionRefusal } from './sessions.ts'

const entryFormat = opaque({ purpose: 'enter', prefix: 'lk_en_' })
const entryLife: Seconds = 60

/** Where an entry is good. */
export interface EntryFor {
  readonly origin: string
  /** The digest of the nonce that the browser keeps there: who sends somebody else's entry to it logs nobody in (B-17). */
  readonly state: string
}

/** Null: the login has ended meanwhile. */
export function makeEntry(core: Core, { session: { id }, user: { id: subject } }: Pick<Held, 'session' | 'user'>, entry: EntryFor): Promise<string | null> {
  return commit<string | null>(core, async () => {
    const found = await core.store.findSession(id)
    if (found?.user == null || found.user.id !== subject) return none
    if (sessionRefusal(found.session, found.user, core.clock()) !== null) return none
    const credential = `lk_en_${randomSecret()}`
    const now = core.clock()
    const row: Secret = {
      digest: sha256(credential), purpose: 'enter', session: id, user: null, generation: 0, kid: null,
      created: now, expires: now + entryLife, consumed: null, lastUsed: null,
      detail: JSON.stringify({ ...entry, authTime: found.session.authTime }),
    }
    return { answer: credential, writes: [...standing(found.session, found.user), { do: 'insert', table: 'secret', row }] }
  })
}

const none = { answer: null, writes: [] } as const

/** Holds while the login does. */
function standing({ id, epoch }: Session, user: User) {
  return [guardUser(user), { do: 'update', table: 'session', id, if: { epoch }, set: {} }] as const
}

export interface Entering {
  readonly credential: string
  readonly origin: string
  /** What the browser kept; null: it kept none. */
  readonly nonce: string | null
  /** The session that the browser has on this origin, which makes room for the new one. */
  readonly before: Session | null
  readonly from: Origin
}

export interface Entered {
  readonly carrier: Carrier
  readonly credential: string
  readonly expiresIn: Seconds
  readonly session: Session
}

/** Null: it is no entry, not here, not in this browser, not now, or not any more. Judged first and consumed last. */
export async function redeemEntry(core: Core, entering: Entering): Promise<Entered | null> {
  if (!entryFormat.accepts(entering.credential)) return null
  const digest = sha256(entering.credential)
  // Of any number at once one commits; the others read again, and find it consumed (D-11).
  return commit<Entered | null>(core, async () => {
    const found = await core.store.findByDigest(digest)
    if (found?.session == null || found.user === null || !isGood(core, found, entering)) return none
    return enter(core, { root: found.session, user: found.user, digest }, entering)
  })
}

function isGood(core: Core, { secret, session, user }: Found, { origin, nonce }: Entering): boolean {
  if (secret.purpose !== 'enter' || secret.consumed !== null || core.clock() >= secret.expires) return false
  const entry = JSON.parse(secret.detail ?? '{}') as EntryFor & { authTime: Seconds } // written above, by nobody else
  if (entry.origin !== origin || nonce === null || sha256(nonce) !== entry.state) return false
  // Who proves the password again leaves behind what was made before, whoever has it (B-03).
  return session !== null && session.authTime === entry.authTime && sessionRefusal(session, user, core.clock()) === null
}

interface Entry { readonly root: Session, readonly user: User, readonly digest: string }

async function enter(core: Core, { root, user, digest }: Entry, { origin, before, from }: Entering): Promise<Plan<Entered | null>> {
  const carrier = core.carriers.find(({ name }) => name === root.carrier)
  if (carrier === undefined) return none
  const session = childOf(core, root, from)
  const made = await makeCredential(core, { carrier, user, session, origin, generation: null })
  // Never the login itself, whatever a planted cookie names.
  const replaced = before === null || before.root === null ? null : await core.store.findSession(before.id)
  const spared = [root.id, ...replaced === null ? [] : [replaced.session.id]]
  return {
    answer: { carrier, ...made.answer, session },
    writes: [
      ...standing(root, user),
      { do: 'update', table: 'secret', id: digest, if: { consumed: null }, set: { consumed: core.clock() } },
      ...replaced === null ? [] : endSession(core, replaced.session, { from, reason: 'replaced' }),
      { do: 'insert', table: 'session', row: session }, ...made.writes,
      ...await makeRoom(core, { user, from, root: root.id, spared }),
      record(core, { type: 'session_created', subject: user.id, session: session.id, from, detail: { carrier: carrier.name, root: root.id, origin } }),
    ],
  }
}

/** As long as the login and as narrow; what it proves was proved when that was made. */
function childOf(core: Core, root: Session, { address, agent }: Origin): Session {
  const now = core.clock()
  return { ...root, id: randomId(), root: root.id, data: null, dataVersion: 0, created: now, lastSeen: now, address, agent }
}
