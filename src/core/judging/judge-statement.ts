/** A statement, as a JWT or a token carries it: believed by itself, as far as the freshness of the route lets it be. */
import type { Carrier, Freshness, MaybePromise, RefusalCode, Session, Statement, User } from '../../contracts.ts'
import { type Checked, refused } from '../acting.ts'
import { findKey } from '../narrowed/api-keys.ts'
import type { Core } from '../core.ts'
import { after } from '../parts/after.ts'
import { sessionRefusal } from '../session/sessions.ts'
import { ageRefusal, principalOf, statementRefusal } from './statement-rules.ts'

/** `audiences`: for whom it may be made; this service alone, where it is to open something here. */
export interface Stated {
  readonly statement: Statement
  readonly carrier: Carrier
  readonly audiences?: readonly string[]
}

export function judgeStatement(core: Core, stated: Stated, freshness: Freshness): MaybePromise<Checked> {
  const asked = freshness === 'revocable' && core.index.isFull ? 'authoritative' : freshness
  return after(logFor(core, asked), () => {
    const refusal = refusalOf(core, stated, freshness)
    if (refusal !== null) return refused(refusal)
    const { statement, carrier } = stated
    if (asked === 'authoritative') return judgeStanding(core, stated)
    return { status: 'authenticated', acting: { principal: principalOf(statement, carrier.name), carrier } }
  })
}

/** A store that cannot be asked throws here: 503, and never "valid". */
function logFor(core: Core, asked: Freshness): MaybePromise<void> {
  if (asked === 'stateless') return undefined
  return asked === 'authoritative' || core.index.isInDoubt(core.clock) ? core.log.read() : core.log.fresh()
}

async function judgeStanding(core: Core, { statement, carrier }: Stated): Promise<Checked> {
  const principal = principalOf(statement, carrier.name)
  const record = await readStanding(core, statement)
  if ('refusal' in record) return refused(record.refusal)
  return { status: 'authenticated', acting: { principal: { ...principal, roles: record.user.roles }, carrier, record } }
}

/** All reasons not to believe a statement, save those that the store alone knows. */
function refusalOf(core: Core, { statement, audiences = [core.origin] }: Stated, freshness: Freshness): RefusalCode | null {
  const { leeway, unrenewedLife } = core.limits
  const now = core.clock()
  const rules = { issuer: core.origin, audiences, leeway, longestLife: unrenewedLife }
  const refusal = statementRefusal(statement, rules, now)
  if (refusal !== null) return refusal
  return freshness === 'stateless' ? ageRefusal(statement, core.limits, now) : core.index.refusal(statement)
}

type Standing = { readonly session: Session | null, readonly user: User } | { readonly refusal: RefusalCode }

/** What the store says now of a statement's session and user. */
async function readStanding(core: Core, statement: Statement): Promise<Standing> {
  const found = await core.store.findSession(statement.session)
  const standing = found === null ? await readKey(core, statement) : ofSession(core, statement, found)
  if ('refusal' in standing) return standing
  if (statement.epoch < standing.user.epoch) return { refusal: 'session_revoked' }
  return statement.version < standing.user.version ? { refusal: 'credential_stale' } : standing
}

function ofSession(core: Core, { subject }: Statement, { session, user }: { session: Session, user: User | null }): Standing {
  if (user === null || session.subject !== subject) return { refusal: 'session_revoked' }
  const refusal = sessionRefusal(session, user, core.clock())
  return refusal === null ? { session, user } : { refusal }
}

/** It may have been exchanged for an API key, whose id then stands for a session's. */
async function readKey(core: Core, { subject, session: id }: Statement): Promise<Standing> {
  const user = await core.store.findUser(subject)
  const key = user === null || user.disabled !== null ? null : await findKey(core, user, id)
  return user === null || key === null ? { refusal: 'session_revoked' } : { session: null, user }
}
