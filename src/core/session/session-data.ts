/**
 * Session data: read from the store when it is used, written by compare-and-set on a version, so that of two requests at
 * once both keep their change. It rides with the session and dies with it, whatever carries the session.
 */
import type { Session, Write } from '../../contracts.ts'
import { commit } from '../commit.ts'
import type { Core } from '../core.ts'
import type { Data } from './data-rules.ts'
import { isLive } from './sessions.ts'

export interface VersionedData {
  readonly data: Data
  /** Rises with every change. */
  readonly version: number
}

/** The caller wrote what cannot be kept. Nothing was changed. */
export class SessionDataError extends Error {
  override readonly name = 'SessionDataError'
  readonly code: 'too_large' | 'not_as_expected' | 'session_over' | 'refused' | 'narrowed' | 'throttled'
  constructor(code: SessionDataError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Between processes each loser has lost to somebody who won, so this many rounds end even a crowd. */
const attempts = 50

/** Null: the session is over. */
export async function readData(core: Core, id: string): Promise<VersionedData | null> {
  const session = await findLive(core, id)
  return session === null ? null : { data: await parseData(core, session), version: session.dataVersion }
}

/**
 * Null: the session is over; nothing brings it back. `change` gets the data as it is now and answers it as it is to be; it
 * may run more than once. Answering null leaves everything as it is.
 */
export function updateData(
  core: Core, id: string, change: (now: VersionedData) => Data | null | Promise<Data | null>,
): Promise<VersionedData | null> {
  return core.turns(id, () => commit<VersionedData | null>(core, async () => {
    const session = await findLive(core, id)
    if (session === null) return { answer: null, writes: [] }
    const now = { data: await parseData(core, session), version: session.dataVersion }
    const changed = await change(now)
    if (changed === null) return { answer: now, writes: [] }
    const { data, text } = await checkData(core, changed, session.subject === null)
    return { answer: { data, version: now.version + 1 }, writes: [writeData(session, text)] }
  }, attempts))
}

/** An update, never an insert: a late write brings no session back. */
function writeData({ id, dataVersion }: Session, data: string): Write {
  return { do: 'update', table: 'session', id, if: { dataVersion }, set: { data, dataVersion: dataVersion + 1 } }
}

async function findLive(core: Core, id: string): Promise<Session | null> {
  const found = await core.store.findSession(id)
  return found !== null && isLive(found.session, found.user, core.clock()) ? found.session : null
}

async function parseData(core: Core, { data }: Session): Promise<Data> {
  // What we wrote ourselves, from an object.
  const stored = data === null ? {} : JSON.parse(data) as Data
  return validated(core, stored)
}

/** Data that a new session begins with, checked like any other. */
export async function checkData(core: Core, value: unknown, isVisitor: boolean): Promise<{ data: Data, text: string }> {
  const data = await validated(core, value)
  const text = JSON.stringify(data)
  const most = isVisitor ? core.data.mostVisitor : core.data.most
  const size = Buffer.byteLength(text)
  if (size > most) throw new SessionDataError('too_large', `session data has ${size} bytes; at most ${most} are kept`)
  return { data, text }
}

async function validated({ data: { schema } }: Core, value: unknown): Promise<Data> {
  if (schema === null) return plainObject(value)
  const result = await schema['~standard'].validate(value)
  if (result.issues !== undefined) {
    throw new SessionDataError('not_as_expected', `session data is not as its schema expects: ${result.issues[0]?.message ?? ''}`)
  }
  return plainObject(result.value)
}

/** What JSON would change or drop is refused when written, not found out when read. */
function plainObject(value: unknown): Data {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) throw new SessionDataError('not_as_expected', 'session data is not an object')
  const text = JSON.stringify(value)
  if (!text.isWellFormed()) throw new SessionDataError('not_as_expected', 'session data holds half a surrogate pair')
  return JSON.parse(text) as Data // of an object whose text we have just made
}
