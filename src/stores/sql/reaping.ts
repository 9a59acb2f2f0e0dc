/** What is over, as statements that delete it. */
import type { Reaping } from '../../contracts.ts'
import { checkReaping } from '../reaping.ts'
import type { Checked } from '../reaping.ts'
import { statement } from './dialect.ts'
import type { Dialect, Place, Statement } from './dialect.ts'

interface Rule {
  readonly table: string
  readonly key: string
  readonly isOver: (place: (value: number) => string, checked: Checked, table: Dialect['table']) => string
}

/** Each has an index that finds its rows. Sessions go first: their secrets go with them. */
const rules: readonly Rule[] = [
  { table: 'session', key: 'id', isOver: (at, { now }) => `"absoluteEnd" <= ${at(now)}` },
  { table: 'session', key: 'id', isOver: (at, { now }) => `"lastSeen" + "idle" <= ${at(now)}` },
  { table: 'session', key: 'id', isOver: (_at, _checked, table) => behindTheirEpoch(table) },
  {
    table: 'secret', key: 'digest', // a consumed generation tells a reuse for as long as its family lives
    isOver: (at, { now }) => `"expires" <= ${at(now)} AND ("purpose" <> 'refresh' OR "consumed" IS NULL)`,
  },
  { table: 'throttle', key: 'bucket', isOver: (at, { now }) => `"until" < ${at(now)}` },
  { table: 'revocation', key: 'seq', isOver: (at, { logBefore }) => `"until" <= ${at(logBefore)}` },
  { table: 'event', key: 'id', isOver: (at, { eventsBefore }) => `"at" < ${at(eventsBefore)}` },
  { table: 'visit', key: 'id', isOver: (at, { visitsBefore }) => `"at" < ${at(visitsBefore)}` },
]

/** By way of the log, which names the few users whose epoch rose lately: no index compares a session with its user. */
function behindTheirEpoch(table: Dialect['table']): string {
  return `"id" IN (
    SELECT "behind"."id" FROM ${table('revocation')} AS "raised"
    JOIN ${table('user')} AS "owner" ON "owner"."id" = "raised"."id"
    JOIN ${table('session')} AS "behind" ON "behind"."subject" = "owner"."id" AND "behind"."epoch" < "owner"."epoch"
    WHERE "raised"."kind" = 'epoch')`
}

/** One deletion a rule, each small enough for a transaction of its own. */
export function reapingOf(asked: Reaping, dialect: Dialect): readonly Statement[] {
  const checked = checkReaping(asked)
  return rules.map((rule) => statement(dialect, (place) => deletion(rule, { place, checked, dialect })))
}

/** The choice locks its rows, so that none is saved between it and the deletion. */
function deletion(
  { table, key, isOver }: Rule, { place, checked, dialect }: { place: Place, checked: Checked, dialect: Dialect },
): string {
  const at = (value: number): string => place(value, 'integer')
  const from = dialect.table(table)
  return `DELETE FROM ${from} WHERE "${key}" IN (
    SELECT "${key}" FROM ${from} WHERE ${isOver(at, checked, dialect.table)} LIMIT ${at(checked.most)} ${dialect.skipLocked}
  )`
}
