/** Commits and reaping as steps for the thread that writes. */
import type { Reaping, Write } from '../../contracts.ts'
import { encodeRow } from '../codec.ts'
import type { ColumnValue } from '../codec.ts'
import { names, places, statement } from '../sql/dialect.ts'
import type { Dialect, Statement } from '../sql/dialect.ts'
import { reapingOf } from '../sql/reaping.ts'
import { stepsOf } from '../sql/writes.ts'
import type { Of } from '../sql/writes.ts'
import type { Step, Transaction } from './messages.ts'

export const dialect: Dialect = {
  table: (name) => `"${name}"`,
  same: 'IS',
  holds: (column, value, place) => `EXISTS (SELECT 1 FROM json_each(${column}) WHERE "value" = ${place(value, 'text')})`,
  skipLocked: '', // the whole database has one lock, and who writes holds it
  begin() {
    const values: ColumnValue[] = []
    return {
      values,
      place(value) {
        values.push(value)
        return '?'
      },
    }
  },
}

export function transactionOf(writes: readonly Write[]): Transaction {
  const steps: Step[] = []
  let appended = 0
  for (const [write, what] of writes.entries()) {
    if (what.do === 'revoke') steps.push({ ...revoke(what, appended += 1), write, guarded: false })
    else for (const step of stepsOf(what, dialect)) steps.push({ ...step, write })
  }
  return { steps, appended }
}

/** Numbered from the head, which moves on at the end of the transaction: entry n of this commit is `seq + n`. */
function revoke({ entry }: Of<'revoke'>, number: number): Statement {
  const values = encodeRow('revocation', entry)
  return statement(dialect, (place) => `INSERT INTO "revocation" ("seq", ${names(values)})
    SELECT "seq" + ${place(number, 'integer')}, ${places('revocation', values, place)} FROM "revocation_head"`)
}

export function reapingSteps(asked: Reaping): readonly Statement[] {
  return reapingOf(asked, dialect)
}
