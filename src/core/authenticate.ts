/**
 * `authenticate`: who is asking, by whatever carrier. The order is the design: count what was shown, CSRF where a
 * browser sent it unasked, authorship by the format, then times, audience, revocation and freshness here, once.
 */
import type {
  Authenticated, AuthenticateOptions, Authentication, Carrier, Digest, Found, Freshness, MaybePromise, Principal, RefusalCode,
  RequestView, Session,
} from '../contracts.ts'
import { type Acting, type Checked, refused } from './acting.ts'
import { judgeKey } from './narrowed/api-keys.ts'
import type { Core } from './core.ts'
import { carriersNamed, carriersWith, type Presented, prove, type Riding, type Shown } from './credentials.ts'
import { isSameOriginRequest, needsOwnPage } from './csrf.ts'
import { noticeOnce, originOf } from './audit/events.ts'
import { judgeSession } from './judging/judge-session.ts'
import { judgeStatement } from './judging/judge-statement.ts'
import { after } from './parts/after.ts'
import { can } from './rights.ts'
import { rootRefusal } from './session/root.ts'
import { expiresAt } from './session/sessions.ts'
import { presentMeant } from './present-meant.ts'
import { redeemTicket } from './narrowed/tickets.ts'

/** At once, where nothing has to be asked: a credential that was proved, a session that is recalled. */
export function authenticate(core: Core, request: RequestView, options?: AuthenticateOptions): MaybePromise<Authentication> {
  return after(check(core, request, options), (checked) => {
    if (checked.status === 'refused') return checked
    return checked.status === 'anonymous' ? anonymous(checked.visitor) : authenticated(checked.acting)
  })
}

function authenticated({ principal, cookies, isInAddress = false }: Acting): Authenticated {
  return { status: 'authenticated', principal, ...(cookies !== undefined && { cookies: cookies() }), ...(isInAddress && { headers: unkept }) }
}

/** What came in an address is kept by no cache, and told to nobody whom the answer leads to (D-08). */
const unkept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

function anonymous(visitor: Session | undefined): Authentication {
  if (visitor === undefined) return { status: 'anonymous' }
  return { status: 'anonymous', visitor: { session: visitor.id, expiresAt: expiresAt(visitor) } }
}

export function check(core: Core, request: RequestView, options: AuthenticateOptions = {}): MaybePromise<Checked> {
  const carriers = carriersWith(core, carriersNamed(core, options.carriers), options.parameters)
  return after(presentMeant(core, request, carriers), (presented) => checkPresented(core, presented, { request, options }))
}

interface Asked {
  readonly request: RequestView
  readonly options: AuthenticateOptions
}

function checkPresented(core: Core, presented: Presented, { request, options }: Asked): MaybePromise<Checked> {
  if (presented.count === 'none') return { status: 'anonymous' }
  if (presented.count === 'many') {
    noticeOnce(core, { type: 'malicious_extraneous', from: originOf(request) })
    return refused('ambiguous_credentials')
  }
  const { shown } = presented
  if (shown.transport.jar !== undefined && needsOwnPage(request) && !isSameOriginRequest(request, core, { hasCookie: true })) {
    noticeOnce(core, { type: 'malicious_csrf', from: originOf(request) })
    return refused('csrf_rejected')
  }
  const fits = (principal: Principal) => misfitOf(core, principal, options)
  return after(judge(core, { ...shown, request, fits }, options.freshness ?? 'revocable'), (checked) => {
    const misfit = checked.status === 'authenticated' ? fits(checked.acting.principal) : null
    return misfit === null ? checked : refused(misfit)
  })
}

/** A credential, and where it was found: tickets are good for one request alone. */
export type ShownBy = Shown & { readonly request: RequestView | null, readonly fits?: (principal: Principal) => RefusalCode | null }

/** A credential by itself. Without a request no ticket is good. */
export function judge(core: Core, shown: ShownBy, freshness: Freshness): MaybePromise<Checked> {
  const { carrier, transport } = shown
  const keys = core.keys()
  return after(prove(core, shown), (proof) => {
    if (proof === null || carrier === null) return refused('credential_invalid')
    const judged = proof.kind === 'reference'
      ? judgeReference(core, proof.digest, { ...shown, carrier, freshness })
      : judgeStatement(core, { statement: proof.statement, carrier }, freshness)
    return after(judged, (checked) => {
      // The log may have been read meanwhile, and have told of a key that was dropped: what it proved is proved again.
      if (proof.kind === 'statement' && core.keys() !== keys) return judge(core, shown, freshness)
      if (checked.status !== 'authenticated' || transport.inAddress !== true) return checked
      return { ...checked, acting: { ...checked.acting, isInAddress: true } }
    })
  })
}

/** A reference is only as good as the record it names: the store's, or for a session what was read a moment ago. */
function judgeReference(core: Core, digest: Digest, shown: Named): MaybePromise<Checked> {
  if (shown.freshness === 'authoritative') return judgeStored(core, digest, shown)
  return after(recall(core, digest, shown), (known) => known ?? judgeStored(core, digest, shown))
}

async function judgeStored(core: Core, digest: Digest, shown: Named): Promise<Checked> {
  const found = await core.store.findByDigest(digest)
  // What was made for another purpose opens nothing here (D-01).
  if (found === null || found.secret.purpose !== purposeOf(core, shown.carrier)) return refused('credential_invalid')
  if (found.secret.purpose === 'key') return judgeKey(core, found, shown)
  if (found.secret.purpose === 'ticket') {
    const { request, fits = () => null } = shown
    return request === null ? refused('credential_invalid') : redeemTicket(core, found, { ...shown, request, fits })
  }
  const refusal = found.session?.root == null ? null : await rootRefusal(core, found.session)
  if (refusal !== null) return refused(refusal)
  // Kept before it is judged, which may move its last-seen: what is refused now is refused when it is recalled, too.
  // What stands on a login is not: only the store knows how that one stands.
  if (found.session?.root === null) core.identities.keep(found)
  return judgeSession(core, found, shown)
}

type Named = ShownBy & Riding & { readonly freshness: Freshness }

/** Null: not known, or not good any more by what is known; then the store is asked, and it alone refuses. */
function recall(core: Core, digest: Digest, shown: Named): MaybePromise<Checked | null> {
  return after(core.identities.find(digest), (known) => {
    if (known?.session == null || known.user === null || core.index.isFull) return null
    return after(core.log.fresh(), () => recalled(core, known, shown))
  })
}

function recalled(core: Core, known: Found, shown: Named): Checked | null {
  const { secret: { digest } } = known
  if (known.session === null || known.user === null) return null
  if (core.index.isInDoubt(core.clock)) return null
  const { session: { id, epoch }, user } = known
  const stated = { session: id, credential: digest, subject: user.id, epoch, version: user.version }
  if (core.index.refusal(stated) !== null || core.index.isOver(known.session)) return null
  const checked = judgeSession(core, known, shown)
  return checked.status === 'authenticated' ? checked : null
}

function purposeOf({ keyCarrier, ticketCarrier }: Core, { name }: Carrier): string {
  if (name === keyCarrier.name) return 'key'
  return name === ticketCarrier.name ? 'ticket' : 'session'
}

/** Asked last: who is refused anyway is not sent to prove a password first. */
function misfitOf(core: Core, principal: Principal, { recent, scope }: AuthenticateOptions): RefusalCode | null {
  if (scope !== undefined && !can(core.rights, principal, scope)) return 'insufficient_scope'
  return recent === undefined || core.clock() - principal.authTime <= recent ? null : 'reauthentication_required'
}
