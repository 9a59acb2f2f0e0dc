/** Lists for who administers, as statements that every database is given: each finds its rows by an index, and no more than a page. */
import type { EventCounting, EventFilter, Page, Seconds, UserFilter } from '../../contracts.ts'
import { checkCount, checkPage, lowerAscii } from '../codec.ts'
import { statement } from './dialect.ts'
import type { Dialect, Place, Statement } from './dialect.ts'
import { bound, select } from './rows.ts'

/** `name` tells statements apart whose texts differ. */
export interface List extends Statement {
  readonly name: string
}

/** Later than any time, and before any text. */
const newest = Number.MAX_SAFE_INTEGER + 1
/** Sorts behind whatever a name goes on with: no name has it. */
const last = '\u{10FFFF}'

const keyOf = { canonical: '"canonical"', email: 'lower("email")' } as const

export function usersList(filter: UserFilter, page: Page, dialect: Dialect): List {
  if (filter.by === 'id') return usersById(page, dialect)
  return filter.by === 'role' ? usersOfRole(filter.role, page, dialect) : usersBegunBy(filter, page, dialect)
}

function usersBegunBy(
  { by, prefix }: Extract<UserFilter, { prefix: string }>, page: Page, dialect: Dialect,
): List {
  const { limit, after } = checkPage(page)
  const [key, begins] = [keyOf[by], by === 'email' ? lowerAscii(prefix) : prefix]
  const text = (place: Place) => {
    const from = place(bound(begins), 'text')
    const until = place(bound(begins + last), 'text')
    const mark = (what: string) => `coalesce((SELECT ${what} FROM ${dialect.table('user')} WHERE "id" = ${place(bound(after), 'text')}), '')`
    const known = by === 'email' ? '"email" IS NOT NULL AND ' : '' // as the index has it
    return `SELECT ${select('user')} FROM ${dialect.table('user')} AS "user"
      WHERE ${known}${key} >= ${from} AND ${key} < ${until} AND (${key}, "id") > (${mark(key)}, ${mark('"id"')})
      ORDER BY ${key}, "id" LIMIT ${place(limit, 'integer')}`
  }
  return { name: `listUsers_${by}`, ...statement(dialect, text) }
}

function usersById(page: Page, dialect: Dialect): List {
  const { limit, after } = checkPage(page)
  const text = (place: Place) => `SELECT ${select('user')} FROM ${dialect.table('user')} AS "user"
    WHERE "id" > ${place(bound(after) ?? '', 'text')} ORDER BY "id" LIMIT ${place(limit, 'integer')}`
  return { name: 'listUsers_id', ...statement(dialect, text) }
}

function usersOfRole(role: string, page: Page, dialect: Dialect): List {
  const { limit, after } = checkPage(page)
  const text = (place: Place) => `SELECT ${select('user')} FROM ${dialect.table('user')} AS "user"
    WHERE "roles" <> '[]' AND ${dialect.holds('"user"."roles"', bound(role), place)} AND "id" > ${place(bound(after) ?? '', 'text')}
    ORDER BY "id" LIMIT ${place(limit, 'integer')}`
  return { name: 'listUsers_role', ...statement(dialect, text) }
}

/** Where a page begins: after a row that is there, else at the newest, since a repeat is better than a row not shown. */
function older(at: string, mark: (what: string) => string): string {
  return `("${at}", "id") < (coalesce((${mark(`"${at}"`)}), ${newest}), coalesce((${mark('"id"')}), ''))`
}

export function liveSessionsList(now: Seconds, page: Page, { table, ...dialect }: Dialect): List {
  const { limit, after } = checkPage(page)
  const at = checkCount('now', now)
  const text = (place: Place) => {
    const mark = (what: string) => `SELECT ${what} FROM ${table('session')} WHERE "id" = ${place(bound(after), 'text')}`
    const second = place(at, 'integer')
    return `SELECT ${select('session')}, ${select('user')} FROM (
        SELECT * FROM ${table('session')} WHERE "subject" IS NOT NULL AND "root" IS NULL
        AND "absoluteEnd" > ${second} AND "lastSeen" + "idle" > ${place(at, 'integer')} AND ${older('created', mark)}
      ) AS "session" JOIN ${table('user')} AS "user" ON "user"."id" = "session"."subject"
      WHERE "session"."epoch" >= "user"."epoch" AND "user"."disabled" IS NULL
      ORDER BY "session"."created" DESC, "session"."id" DESC LIMIT ${place(limit, 'integer')}`
  }
  return { name: 'listLiveSessions', ...statement({ table, ...dialect }, text) }
}

export function eventsList({ from, until, ...named }: EventFilter, page: Page, dialect: Dialect): List {
  const { limit, after } = checkPage(page)
  const equal = Object.entries(named).filter(([, value]) => value !== undefined)
  const bounds = [['>=', from], ['<', until]] as const
  const text = (place: Place) => {
    const fits = () => [
      ...equal.map(([column, value]) => ` AND "${nameOf(column)}" = ${place(bound(value ?? null), 'text')}`),
      ...bounds.map(([sign, at]) => at === undefined ? '' : ` AND "at" ${sign} ${place(checkCount('at', at), 'integer')}`),
    ].join('')
    const mark = (what: string) => `SELECT ${what} FROM ${dialect.table('event')} WHERE "id" = ${place(bound(after), 'text')}${fits()}`
    return `SELECT ${select('event')} FROM ${dialect.table('event')} AS "event" WHERE ${older('at', mark)}${fits()}
      ORDER BY "at" DESC, "id" DESC LIMIT ${place(limit, 'integer')}`
  }
  const variant = [...equal.map(([column]) => column), ...bounds.flatMap(([sign, at]) => at === undefined ? [] : [sign === '<' ? 'until' : 'from'])]
  return { name: ['listEvents', ...variant].join('_'), ...statement(dialect, text) }
}

const filtered = ['subject', 'actor', 'type']

/** Names of columns come from here alone. */
function nameOf(column: string): string {
  const name = filtered.find((one) => one === column)
  if (name === undefined) throw new TypeError('Events are not filtered by a column of this name.')
  return name
}

export function eventCounts({ types, from, until }: EventCounting, dialect: Dialect): List {
  const text = (place: Place) => `SELECT "at" - "at" % 86400 AS "day", "type", count(*) AS "count"
    FROM ${dialect.table('event')} WHERE "type" IN (${types.map((type) => place(bound(type), 'text')).join(', ') || 'NULL'})
    AND "at" >= ${place(from, 'integer')} AND "at" < ${place(until, 'integer')}
    GROUP BY 1, 2 ORDER BY "day" DESC, "type"`
  return { name: `countEvents_${types.length}`, ...statement(dialect, text) }
}
