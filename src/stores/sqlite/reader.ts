/** The reads, on a connection that cannot write. WAL lets it see the last commit while another one is under way. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { EventCount, VisitCount } from '../../contracts.ts'
import { checkCount, checkPage, decoders } from '../codec.ts'
import { columns } from '../columns.ts'
import { LOG_PAGE, logPage } from '../log-page.ts'
import type { Reads } from '../reads.ts'
import { eventCounts, eventsList, liveSessionsList, usersList } from '../sql/lists.ts'
import type { List } from '../sql/lists.ts'
import { bound, row, select, userOf } from '../sql/rows.ts'
import { statements } from './database.ts'
import type { Compile } from './database.ts'
import { dialect } from './statements.ts'
import { BUSY_TIMEOUT } from './transaction.ts'
import { watching } from './watching.ts'

/** The reads of a store, answered at once. */
export type Reader = {
  readonly [V in keyof Reads]: (...asked: Parameters<Reads[V]>) => Awaited<ReturnType<Reads[V]>>
}

export interface ReadConnection {
  readonly reader: Reader
  /** Calls `heard` after commits, of whatever process. */
  watch(heard: () => void): () => Promise<void>
  close(): void
}

export function openReader(file: string): ReadConnection {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
  const statement = statements(database)
  const watched = watching(() => statement('PRAGMA data_version').get()?.['data_version'])
  return {
    reader: { ...lookups(statement), ...lists(statement), ...administered(statement) },
    watch: watched.watch,
    close() {
      watched.end()
      database.close()
    },
  }
}

type Values = Readonly<Record<string, unknown>>
type Lookups = 'findByDigest' | 'findUser' | 'findUserByName' | 'hasRole' | 'findSession' | 'findThrottle'
type Administered = 'listUsers' | 'listLiveSessions' | 'listEvents' | 'countEvents'

const joined = ['secret', 'session', 'user'] as const
const places = new Map(joined.flatMap((table) => Object.keys(columns[table]).map((column) => `${table}.${column}`)).map((name, at) => [name, at]))
/** By number, as they stand in `digestSql`: every request with a cookie asks it, and 39 names take as long as the join. */
const placed = decoders((table, column) => places.get(`${table}.${column}`) ?? NaN)
const sessionAt = places.get('session.id') ?? NaN
const userAt = places.get('user.id') ?? NaN

const digestSql = `
  SELECT ${joined.map(select).join(', ')} FROM "secret"
  LEFT JOIN "session" ON "session"."id" = "secret"."session"
  LEFT JOIN "user" ON "user"."id" = coalesce("session"."subject", "secret"."user")
  WHERE "secret"."digest" = ?`
const sessionSql = `
  SELECT ${select('session')}, ${select('user')} FROM "session"
  LEFT JOIN "user" ON "user"."id" = "session"."subject" WHERE "session"."id" = ?`
const userSql = `SELECT ${select('user')} FROM "user" WHERE "id" = ?`
const nameSql = `SELECT ${select('user')} FROM "user" WHERE "canonical" = ?`
const throttleSql = `SELECT ${select('throttle')} FROM "throttle" WHERE "bucket" = ?`
// The first condition is that of the index "user_with_roles": without it every user would be read.
const roleSql = `
  SELECT 1 FROM "user" WHERE "roles" <> '[]'
  AND EXISTS (SELECT 1 FROM json_each("user"."roles") WHERE "value" = ?) LIMIT 1`

/** Node before 22.16 knows rows by names alone, which stand in the same order. */
function listed(statement: StatementSync, key: string | null): readonly unknown[] | null {
  const knowsLists = 'setReturnArrays' in statement
  if (knowsLists) statement.setReturnArrays(true)
  const found: object | undefined = statement.get(key)
  if (found === undefined) return null
  return knowsLists ? found as unknown[] : Object.values(found) // as it was just told to; the types know no lists
}

function lookups(statement: Compile): Pick<Reader, Lookups> {
  const one = (sql: string, key: string): Values | null => statement(sql).get(bound(key)) ?? null

  return {
    findByDigest(digest) {
      const found = listed(statement(digestSql), bound(digest))
      return found && {
        secret: placed.secret(found),
        session: found[sessionAt] === null ? null : placed.session(found),
        user: found[userAt] === null ? null : placed.user(found),
      }
    },
    findUser(id) {
      const found = one(userSql, id)
      return found && row.user(found)
    },
    findUserByName(canonical) {
      const found = one(nameSql, canonical)
      return found && row.user(found)
    },
    hasRole: (role) => one(roleSql, role) !== null,
    findSession(id) {
      const found = one(sessionSql, id)
      return found && { session: row.session(found), user: userOf(found) }
    },
    findThrottle(bucket) {
      const found = one(throttleSql, bucket)
      return found && row.throttle(found)
    },
  }
}

const keysSql = `SELECT ${select('key')} FROM "key" ORDER BY "created", "kid"`
// One statement is one snapshot: the number and the entries belong together. The head alone answers a row of nulls.
const logSql = `
  SELECT "revocation_head"."seq" AS "seq", "incarnation", "revocation"."seq" AS "number", ${select('revocation')}
  FROM "revocation_head" LEFT JOIN "revocation" ON "revocation"."seq" > ? ORDER BY "revocation"."seq" LIMIT ${LOG_PAGE}`

const secretsSql = `
  SELECT ${select('secret')} FROM "secret" WHERE "session" = ? ORDER BY "generation", "digest"`
const userSecretsSql = `
  SELECT ${select('secret')} FROM "secret" WHERE "user" = ? AND "purpose" = ? ORDER BY "created", "digest"`
const sessionMarkSql = 'SELECT "created" AS "at" FROM "session" WHERE "id" = ? AND "subject" = ? AND "epoch" >= ?'
const sessionsSql = `
  SELECT ${select('session')} FROM "session" WHERE "subject" = ? AND "epoch" >= ? AND ("created", "id") < (?, ?)
  ORDER BY "created" DESC, "id" DESC LIMIT ?`
// Text is compared by its bytes, and null comes before it.
const visitsSql = `
  SELECT "at" - "at" % 86400 AS "day", "source", "medium", "campaign",
    count(*) AS "visits", count(DISTINCT "visitor") AS "visitors", sum("isNew") AS "newVisitors"
  FROM "visit" WHERE "at" >= ? AND "at" < ? GROUP BY 1, 2, 3, 4
  ORDER BY "day" DESC, "visits" DESC, "source", "medium", "campaign" LIMIT ?`

function lists(statement: Compile): Omit<Reader, Lookups | Administered> {
  /** Where a page begins. A row that is gone begins again at the newest: a repeat, rather than a row not shown. */
  function mark(sql: string, after: string | null, ...filter: (string | number)[]): readonly [number, string] {
    const at = statement(sql).get(bound(after), ...filter)?.['at']
    return typeof at === 'number' && after !== null ? [at, after] : [Infinity, '']
  }

  return {
    listSessions(subject, epoch, page) {
      const { limit, after } = checkPage(page)
      const from = mark(sessionMarkSql, after, subject, epoch)
      return statement(sessionsSql).all(bound(subject), epoch, ...from, limit).map(row.session)
    },
    listSecrets: (session) => statement(secretsSql).all(bound(session)).map(row.secret),
    listUserSecrets: (user, purpose) => statement(userSecretsSql).all(bound(user), bound(purpose)).map(row.secret),
    listKeys: () => statement(keysSql).all().map(row.key),
    readRevocations(after) {
      const found = statement(logSql).all(after)
      const entries = found.filter((entry) => entry['revocation.id'] !== null)
      const { seq, incarnation } = found[0] ?? {} // the head is always there
      return logPage(
        { seq: Number(seq), incarnation: String(incarnation) },
        entries.map((values) => ({ number: Number(values['number']), entry: row.revocation(values) })),
      )
    },
    countVisits({ from, until, limit }) {
      const counted = statement(visitsSql).all(from, until, checkCount('limit', limit))
      return counted.map((values) => ({ ...values }) as unknown as VisitCount) // the statement names each member
    },
  }
}

function administered(statement: Compile): Pick<Reader, Administered> {
  const all = ({ sql, values }: List) => statement(sql).all(...values)

  return {
    listUsers: (filter, page) => all(usersList(filter, page, dialect)).map(row.user),
    listLiveSessions: (now, page) =>
      all(liveSessionsList(now, page, dialect)).map((found) => ({ session: row.session(found), user: row.user(found) })),
    listEvents: (filter, page) => all(eventsList(filter, page, dialect)).map(row.event),
    countEvents: (counting) =>
      all(eventCounts(counting, dialect)).map((found) => ({ ...found }) as unknown as EventCount), // the statement names each member
  }
}
