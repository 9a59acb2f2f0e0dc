/** The reads: each one statement, prepared once a connection, so each sees one moment. */
import type { EventCount, VisitCount } from '../../contracts.ts'
import { checkCount, checkPage } from '../codec.ts'
import { LOG_PAGE, logPage } from '../log-page.ts'
import type { Reads } from '../reads.ts'
import { eventCounts, eventsList, liveSessionsList, usersList } from '../sql/lists.ts'
import type { List } from '../sql/lists.ts'
import { bound, row, select, sessionOf, userOf } from '../sql/rows.ts'
import type { Values } from './pool.ts'
import { queryDialect } from './statements.ts'

/** Answers the rows of a statement. A name, with a number of values, stands for one text. */
export type Query = (name: string, text: string, values: readonly unknown[]) => Promise<readonly Values[]>

export function reads(query: Query, schema: string): Reads {
  const table = (name: string): string => `"${schema}"."${name}"`
  return { ...lookups(query, table), ...lists(query, table), ...pages(query, table), ...administered(query, schema) }
}

type TableName = (name: string) => string
type Lookups = 'findByDigest' | 'findUser' | 'findUserByName' | 'hasRole' | 'findSession' | 'findThrottle'
type Pages = 'listSessions' | 'countVisits'
type Administered = 'listUsers' | 'listLiveSessions' | 'listEvents' | 'countEvents'

function lookupSql(table: TableName): { readonly [N in 'digest' | 'session' | 'users' | 'throttle' | 'role']: string } {
  return {
    digest: `
      SELECT ${select('secret')}, ${select('session')}, ${select('user')} FROM ${table('secret')} AS "secret"
      LEFT JOIN ${table('session')} AS "session" ON "session"."id" = "secret"."session"
      LEFT JOIN ${table('user')} AS "user" ON "user"."id" = coalesce("session"."subject", "secret"."user")
      WHERE "secret"."digest" = $1`,
    session: `
      SELECT ${select('session')}, ${select('user')} FROM ${table('session')} AS "session"
      LEFT JOIN ${table('user')} AS "user" ON "user"."id" = "session"."subject" WHERE "session"."id" = $1`,
    users: `SELECT ${select('user')} FROM ${table('user')} AS "user"`,
    throttle: `SELECT ${select('throttle')} FROM ${table('throttle')} AS "throttle" WHERE "bucket" = $1`,
    // `json` keeps each text as it was written, escapes of what no text can hold included; `jsonb` would refuse them.
    role: `
      SELECT 1 FROM ${table('user')} AS "user" WHERE "roles" <> '[]' AND EXISTS (
        SELECT 1 FROM json_array_elements("user"."roles"::json) AS "role" WHERE "role"."value"::text = $1) LIMIT 1`,
  }
}

function lookups(query: Query, table: TableName): Pick<Reads, Lookups> {
  const sql = lookupSql(table)
  const one = async (name: Lookups, text: string, key: string): Promise<Values | null> =>
    (await query(name, text, [bound(key)]))[0] ?? null

  return {
    async findByDigest(digest) {
      const found = await one('findByDigest', sql.digest, digest)
      return found && { secret: row.secret(found), session: sessionOf(found), user: userOf(found) }
    },
    async findUser(id) {
      const found = await one('findUser', `${sql.users} WHERE "id" = $1`, id)
      return found && row.user(found)
    },
    async findUserByName(canonical) {
      const found = await one('findUserByName', `${sql.users} WHERE "canonical" = $1`, canonical)
      return found && row.user(found)
    },
    hasRole: async (role) => await one('hasRole', sql.role, JSON.stringify(role)) !== null,
    async findSession(id) {
      const found = await one('findSession', sql.session, id)
      return found && { session: row.session(found), user: userOf(found) }
    },
    async findThrottle(bucket) {
      const found = await one('findThrottle', sql.throttle, bucket)
      return found && row.throttle(found)
    },
  }
}

function lists(query: Query, table: TableName): Omit<Reads, Lookups | Pages | Administered> {
  const secretsSql = `
    SELECT ${select('secret')} FROM ${table('secret')} AS "secret" WHERE "session" = $1 ORDER BY "generation", "digest"`
  const userSecretsSql = `
    SELECT ${select('secret')} FROM ${table('secret')} AS "secret" WHERE "user" = $1 AND "purpose" = $2
    ORDER BY "created", "digest"`
  const keysSql = `SELECT ${select('key')} FROM ${table('key')} AS "key" ORDER BY "created", "kid"`
  // One statement is one snapshot: the number and the entries belong together. The head alone answers a row of nulls.
  const logSql = `
    SELECT "head"."seq" AS "seq", "incarnation", "revocation"."number", ${select('revocation')}
    FROM ${table('revocation_head')} AS "head" LEFT JOIN (
      SELECT "seq" AS "number", * FROM ${table('revocation')} WHERE "seq" > $1::bigint ORDER BY "seq" LIMIT ${LOG_PAGE}
    ) AS "revocation" ON true ORDER BY "revocation"."number"`

  return {
    listSecrets: async (session) => (await query('listSecrets', secretsSql, [bound(session)])).map(row.secret),
    listUserSecrets: async (user, purpose) =>
      (await query('listUserSecrets', userSecretsSql, [bound(user), bound(purpose)])).map(row.secret),
    listKeys: async () => (await query('listKeys', keysSql, [])).map(row.key),
    async readRevocations(after) {
      const found = await query('readRevocations', logSql, [after])
      const entries = found.filter((entry) => entry['revocation.id'] !== null)
      const { seq, incarnation } = found[0] ?? {} // the head is always there
      return logPage(
        { seq: Number(seq), incarnation: String(incarnation) },
        entries.map((values) => ({ number: Number(values['number']), entry: row.revocation(values) })),
      )
    },
  }
}

/** Where a page begins: after a row that is there, else at the newest, since a repeat is better than a row not shown. */
function before(at: string, mark: string): string {
  return `("${at}", "id") < (coalesce((${mark.replace('*', `"${at}"`)}), ${Number.MAX_SAFE_INTEGER} + 1),
    coalesce((${mark.replace('*', '"id"')}), ''))`
}

function pages(query: Query, table: TableName): Pick<Reads, Pages> {
  const sessionMark = `SELECT * FROM ${table('session')} WHERE "id" = $4 AND "subject" = $1 AND "epoch" >= $2::bigint`
  const sessionsSql = `
    SELECT ${select('session')} FROM ${table('session')} AS "session"
    WHERE "subject" = $1 AND "epoch" >= $2::bigint AND ${before('created', sessionMark)}
    ORDER BY "created" DESC, "id" DESC LIMIT $3::bigint`
  // Days are counted as the other stores do; null comes before any text.
  const visitsSql = `
    SELECT "at" - "at" % 86400 AS "day", "source", "medium", "campaign", count(*) AS "visits",
      count(DISTINCT "visitor") AS "visitors", sum("isNew")::bigint AS "newVisitors"
    FROM ${table('visit')} WHERE "at" >= $1::bigint AND "at" < $2::bigint GROUP BY 1, 2, 3, 4
    ORDER BY "day" DESC, "visits" DESC, "source" NULLS FIRST, "medium" NULLS FIRST, "campaign" NULLS FIRST LIMIT $3::bigint`

  return {
    async listSessions(subject, epoch, page) {
      const { limit, after } = checkPage(page)
      return (await query('listSessions', sessionsSql, [bound(subject), epoch, limit, bound(after)])).map(row.session)
    },
    async countVisits({ from, until, limit }) {
      const counted = await query('countVisits', visitsSql, [from, until, checkCount('limit', limit)])
      return counted.map((values) => ({ ...values }) as unknown as VisitCount) // the statement names each member
    },
  }
}

function administered(query: Query, schema: string): Pick<Reads, Administered> {
  const dialect = queryDialect(schema)
  const all = ({ name, sql, values }: List) => query(name, sql, values)

  return {
    listUsers: async (filter, page) => (await all(usersList(filter, page, dialect))).map(row.user),
    listLiveSessions: async (now, page) =>
      (await all(liveSessionsList(now, page, dialect))).map((found) => ({ session: row.session(found), user: row.user(found) })),
    listEvents: async (filter, page) => (await all(eventsList(filter, page, dialect))).map(row.event),
    countEvents: async (counting) =>
      (await all(eventCounts(counting, dialect))).map((found) => ({ ...found }) as unknown as EventCount), // the statement names each member
  }
}
