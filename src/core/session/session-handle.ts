/** The session data of one request: of the session it shows, or of the visitor's session that its first write makes. */
import type { RefusalCode, RequestView, Seconds, SessionData } from '../../contracts.ts'
import { check } from '../authenticate.ts'
import { commit } from '../commit.ts'
import type { Core } from '../core.ts'
import { isLogin } from '../acting.ts'
import { isOverInJar } from '../credentials.ts'
import { originOf } from '../audit/events.ts'
import { sourceOf } from '../audit/source.ts'
import { admitWithin } from '../audit/throttle.ts'
import type { Data } from './data-rules.ts'
import { checkData, readData, SessionDataError, updateData, type VersionedData } from './session-data.ts'
import { openVisitor } from './visitor-session.ts'

export interface SessionHandle extends SessionData<Data> {
  /** Why the credential that was shown may read and write none. */
  readonly refusal: RefusalCode | null
  /** As `get`, with the version; 0 where there is no session yet. */
  read(): Promise<VersionedData>
  /** Changes only this version. Null: it is another one by now, and nothing was changed. */
  updateVersion(version: number, change: Change): Promise<VersionedData | null>
}

/** Which session a request may write to: one, none yet, or none at all since the request is refused. */
type Standing = { readonly id: string | null, readonly cookies?: (() => readonly string[]) | undefined } | { readonly refusal: RefusalCode }

export async function openSessionHandle(core: Core, request: RequestView): Promise<SessionHandle> {
  const standing = await standingOf(core, request)
  const refusal = 'refusal' in standing ? standing.refusal : null
  const begun: string[] = []
  let id = 'refusal' in standing ? null : standing.id

  async function begin(change: Change): Promise<VersionedData> {
    const visit = await beginVisit(core, request, change)
    id = visit.id
    begun.push(visit.cookie)
    return visit
  }

  async function write(version: number | null, change: Change): Promise<VersionedData | null> {
    if (refusal !== null) throw new SessionDataError(refusal === 'insufficient_scope' ? 'narrowed' : 'refused', 'the request may not change this session')
    if (id !== null) return writeVersion(core, id, { version, change })
    return version === null || version === 0 ? begin(change) : null
  }

  if (refusal === null && id === null && core.visitorSessions === 'on-first-visit') await begin((data) => data).catch(unlessThrottled)
  const read = () => readOrBegin(core, id)
  return {
    // A remembered login that moves on takes its cookie along, if it has not ended by the time that this is asked.
    get cookies() { return ['refusal' in standing ? [] : standing.cookies?.() ?? [], begun].flat() },
    refusal, read, updateVersion: write,
    get: async () => (await read()).data,
    update: async (change) => (await write(null, change) ?? over()).data,
  }
}

type Change = (data: Data) => Data | Promise<Data>

/** What every session begins with, where there is none, or none any more. */
async function readOrBegin(core: Core, id: string | null): Promise<VersionedData> {
  const found = id === null ? null : await readData(core, id)
  return found ?? { data: (await checkData(core, {}, true)).data, version: 0 }
}

/** A page is shown all the same to who gets no session. */
function unlessThrottled(error: unknown): void {
  if (!(error instanceof SessionDataError && error.code === 'throttled')) throw error
}

const mostVisitors = 300
const window: Seconds = 600

/** A stranger who keeps no cookie begins anew with each request: each network may begin only so often. */
async function beginVisit(core: Core, request: RequestView, change: Change) {
  const of = sourceOf(request.address)
  if (of !== null && !await admitWithin(core, { kind: 'visitor', of, most: mostVisitors, window })) {
    throw new SessionDataError('throttled', 'too many new visitors come from this network')
  }
  const { data, text } = await checkData(core, await change((await readOrBegin(core, null)).data), true)
  const { session, cookie } = await commit(core, async () => openVisitor(core, originOf(request), text))
  return { id: session.id, cookie, data, version: session.dataVersion }
}

/** Null: it is another version by now. */
async function writeVersion(core: Core, id: string, { version, change }: { version: number | null, change: Change }) {
  let isStale = false
  const updated = await updateData(core, id, (now) => {
    isStale = version !== null && now.version !== version
    return isStale ? null : change(now.data)
  })
  if (updated === null) return over()
  return isStale ? null : updated
}

function over(): never {
  throw new SessionDataError('session_over', 'the session has ended meanwhile')
}

async function standingOf(core: Core, request: RequestView): Promise<Standing> {
  const checked = await check(core, request, { freshness: 'authoritative' })
  // A key has no session whose data it could change, and what was narrowed changes nothing but what it was narrowed to.
  if (checked.status === 'authenticated') {
    const { principal, cookies } = checked.acting
    return isLogin(checked.acting) ? { id: principal.session, cookies } : { refusal: 'insufficient_scope' }
  }
  if (checked.status === 'anonymous') return { id: checked.visitor?.id ?? null }
  // A cookie that is over is a visitor who begins anew; a bad credential in a header was meant, and is refused.
  return isOverInJar(core, request, checked.reason) ? { id: null } : { refusal: checked.reason }
}
