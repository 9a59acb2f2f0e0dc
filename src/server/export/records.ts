/**
 * Everything of ours, a record at a time, oldest kind first: what is needed to go on elsewhere. No secret is in it but the hashes of
 * passwords, and those only where they are asked for. The shape is documented in docs/leaving.md; members may be added.
 */
import type { AuditEvent, User } from '../../contracts.ts'
import type { Instance } from '../instance.ts'
import { sessionOnWire } from '../commands/find-user.ts'

export interface ExportOptions {
  readonly origin: string
  readonly withPasswords: boolean
  readonly at: number
}

export type ExportedRecord = Readonly<Record<string, unknown>> & { readonly type: string }

const page = 500

export async function* exportedRecords(instance: Instance, { origin, withPasswords, at }: ExportOptions): AsyncIterable<ExportedRecord> {
  await instance.auth.ready()
  yield { type: 'latchkey', version: 1, origin, exported_at: at, with_passwords: withPasswords }
  const counts: Record<string, number> = {}
  for await (const record of everything(instance, withPasswords, at)) {
    counts[record.type] = (counts[record.type] ?? 0) + 1
    yield record
  }
  yield { type: 'end', counts }
}

async function* everything(instance: Instance, withPasswords: boolean, at: number): AsyncIterable<ExportedRecord> {
  const { auth, store } = instance
  for await (const user of paged((after) => auth.users.list({}, { limit: page, ...after }), ({ id }) => id)) {
    yield userRecord(user, withPasswords)
    for (const key of await auth.apiKeys.list(user.id)) {
      yield { type: 'api_key', id: key.id, subject: user.id, name: key.name, scope: key.scope, created_at: key.created, expires_at: key.expires, last_used_at: key.lastUsed }
    }
  }
  for await (const live of paged((after) => auth.sessions.listAll({ limit: page, ...after }), ({ session }) => session.id)) {
    const { data } = live.session
    yield { type: 'session', ...sessionOnWire(live), data: data === null ? null : JSON.parse(data) as unknown } // JSON of ours, whatever it holds
  }
  for (const jwk of (await auth.keys.jwks()).keys) yield { type: 'public_key', jwk }
  for await (const event of paged((after) => store.listEvents({}, { limit: page, ...after }), ({ id }) => id)) yield eventRecord(event)
  const visits = await store.countVisits({ from: 0, until: at + 86_400, limit: 1_000_000 })
  for (const { newVisitors, ...visit } of visits) yield { type: 'visits', ...visit, new_visitors: newVisitors }
}

type After = { readonly after?: string }

async function* paged<T>(read: (after: After) => Promise<readonly T[]>, idOf: (one: T) => string): AsyncIterable<T> {
  let after: After = {}
  for (;;) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    after = { after: idOf(last) }
  }
}

function userRecord(user: User, withPasswords: boolean): ExportedRecord {
  const { id, username, email, roles, created, disabled, password, passwordChanged, preferences } = user
  return {
    type: 'user', id, username, email, roles, created_at: created, disabled_at: disabled, password_changed_at: passwordChanged, preferences,
    ...(withPasswords && { password_hash: password }),
  }
}

function eventRecord({ id, at, type, outcome, actor, subject, session, address, agent, detail }: AuditEvent): ExportedRecord {
  return { type: 'event', id, at, event: type, outcome, actor, subject, session, address, agent, detail }
}
