/**
 * `authenticate`: who is asking, by whatever carrier. The order is the design: count what was shown, CSRF where a
 * browser sent it unasked, authorship by the format, then times, audience, revocation and freshness here, once.
 */
import type {
  AuthenticateOptions, Authentication, Carrier, Freshness, Principal, RefusalCode, RequestView, Secret, Session,
  Statement, User,
} from '../contracts.ts'
import type { Core } from './core.ts'
import { carriersNamed, present, prove, type Shown } from './credentials.ts'
import { isSafe, isSameOriginRequest } from './csrf.ts'
import { noticeOnce, originOf } from './events.ts'
import { expiresAt, isLive, sessionRefusal } from './sessions.ts'
import { ageRefusal, principalOf, statementRefusal } from './statement.ts'

/** What core and http know of an authenticated request; an application gets the principal alone. */
export interface Acting {
  readonly principal: Principal
  readonly carrier: Carrier
  /** Absent where the store was not asked. */
  readonly record?: { readonly session: Session, readonly user: User }
  /** The secret of a session cookie. */
  readonly secret?: Secret
  /** The cookie again, where a remembered login moves on. */
  readonly cookies?: readonly string[]
}

export type Checked =
  | { readonly status: 'anonymous', readonly visitor?: Session }
  | { readonly status: 'refused', readonly reason: RefusalCode }
  | { readonly status: 'authenticated', readonly acting: Acting }

export async function authenticate(core: Core, request: RequestView, options?: AuthenticateOptions): Promise<Authentication> {
  const checked = await check(core, request, options)
  if (checked.status === 'refused') return checked
  if (checked.status === 'anonymous') return anonymous(checked.visitor)
  const { principal, cookies } = checked.acting
  return { status: 'authenticated', principal, ...(cookies !== undefined && { cookies }) }
}

function anonymous(visitor: Session | undefined): Authentication {
  if (visitor === undefined) return { status: 'anonymous' }
  return { status: 'anonymous', visitor: { session: visitor.id, expiresAt: expiresAt(visitor) } }
}

export async function check(core: Core, request: RequestView, options: AuthenticateOptions = {}): Promise<Checked> {
  const presented = present(request, carriersNamed(core, options.carriers))
  if (presented.count === 'none') return { status: 'anonymous' }
  if (presented.count === 'many') {
    noticeOnce(core, { type: 'malicious_extraneous', from: originOf(request) })
    return refused('ambiguous_credentials')
  }
  const { shown } = presented
  if (shown.transport.jar !== undefined && !isSafe(request.method) && !isSameOriginRequest(request, core, { hasCookie: true })) {
    noticeOnce(core, { type: 'malicious_csrf', from: originOf(request) })
    return refused('csrf_rejected')
  }
  const checked = await judge(core, shown, options.freshness ?? 'revocable')
  return isRecent(core, checked, options.recent) ? checked : refused('reauthentication_required')
}

/** A credential by itself, wherever it was found. */
export async function judge(core: Core, shown: Shown, freshness: Freshness): Promise<Checked> {
  const { carrier } = shown
  const proof = await prove(core, shown)
  if (proof === null || carrier === null) return refused('credential_invalid')
  if (proof.kind === 'reference') return judgeReference(core, proof.digest, { ...shown, carrier })
  return judgeStatement(core, { statement: proof.statement, carrier }, freshness)
}

/** Asked last: who is refused anyway is not sent to prove a password first. */
function isRecent(core: Core, checked: Checked, recent: number | undefined): boolean {
  if (recent === undefined || checked.status !== 'authenticated') return true
  return core.clock() - checked.acting.principal.authTime <= recent
}

/** A reference is only as good as the record it names; the store is asked, whatever the freshness. */
async function judgeReference(core: Core, digest: string, shown: Shown & { carrier: Carrier }): Promise<Checked> {
  const { carrier } = shown
  const found = await core.store.findByDigest(digest)
  if (found?.session == null) return refused('credential_invalid')
  const { secret, session, user } = found
  // A secret made for another purpose or another carrier opens nothing here.
  if (secret.purpose !== 'session' || secret.consumed !== null || session.carrier !== carrier.name) {
    return refused('credential_invalid')
  }
  if (session.subject === null) return visiting(core, session)
  if (user === null) return refused('credential_invalid')
  const refusal = core.clock() >= secret.expires ? 'credential_expired' : sessionRefusal(session, user, core.clock())
  if (refusal !== null) return refused(refusal)
  const moved = touch(core, session)
  const principal: Principal = {
    subject: user.id, session: session.id, carrier: carrier.name, credential: null, roles: user.roles,
    scope: session.scope, authTime: session.authTime, expiresAt: expiresAt(session),
  }
  const cookies = moved || core.rolling ? cookieAgain(core, session, shown) : undefined
  return { status: 'authenticated', acting: { principal, carrier, record: { session, user }, secret, ...(cookies && { cookies }) } }
}

/** Nobody has logged in to it: over or not, it is nobody. */
function visiting(core: Core, session: Session): Checked {
  if (!isLive(session, null, core.clock())) return { status: 'anonymous' }
  touch(core, session)
  return { status: 'anonymous', visitor: session }
}

/** The browser would forget a remembered login when its idle limit first came, however active it was since. */
function cookieAgain(core: Core, session: Session, { credential, transport }: Shown): readonly string[] | undefined {
  if (!session.remember || transport.jar === undefined) return undefined
  const now = core.clock()
  const expiresIn = expiresAt({ ...session, lastSeen: now }) - now
  return [transport.jar.set(credential, { expiresIn, persistent: true })]
}

async function judgeStatement(
  core: Core, { statement, carrier }: { statement: Statement, carrier: Carrier }, freshness: Freshness,
): Promise<Checked> {
  // A store that cannot be asked throws here: 503, and never "valid".
  if (freshness !== 'stateless' && core.index.isInDoubt(core.clock())) await core.index.read(core.store)
  const refusal = refusalOf(core, statement, freshness)
  if (refusal !== null) return refused(refusal)
  const principal = principalOf(statement, carrier.name)
  if (freshness !== 'authoritative') return { status: 'authenticated', acting: { principal, carrier } }
  const record = await readStanding(core, statement)
  if ('refusal' in record) return refused(record.refusal)
  return { status: 'authenticated', acting: { principal: { ...principal, roles: record.user.roles }, carrier, record } }
}

/** All reasons not to believe a statement, save those that the store alone knows. */
function refusalOf(core: Core, statement: Statement, freshness: Freshness): RefusalCode | null {
  const { leeway, unrenewedLife } = core.limits
  const now = core.clock()
  const rules = { issuer: core.origin, audience: core.origin, leeway, longestLife: unrenewedLife }
  const refusal = statementRefusal(statement, rules, now)
  if (refusal !== null) return refusal
  return freshness === 'stateless' ? ageRefusal(statement, core.limits, now) : core.index.refusal(statement)
}

/** What the store says now of a statement's session and user. */
async function readStanding(core: Core, statement: Statement) {
  const found = await core.store.findSession(statement.session)
  if (found?.user == null || found.session.subject !== statement.subject) return { refusal: 'session_revoked' } as const
  const { session, user } = found
  const refusal = sessionRefusal(session, user, core.clock())
  if (refusal !== null) return { refusal }
  if (statement.epoch < user.epoch) return { refusal: 'session_revoked' } as const
  if (statement.version < user.version) return { refusal: 'credential_stale' } as const
  return { session, user }
}

/** Last-seen: coalesced, conditional, never awaited, and its failure is nobody's refusal. True: it moved. */
function touch(core: Core, session: Session): boolean {
  const now = core.clock()
  if (now - session.lastSeen < Math.min(60, session.idle / 10)) return false
  const { lastSeen } = session
  core.background.run(() => core.store.commit([
    { do: 'update', table: 'session', id: session.id, if: { lastSeen }, set: { lastSeen: now } },
  ]), `touch ${session.id}`)
  return true
}

function refused(reason: RefusalCode): Checked {
  return { status: 'refused', reason }
}
