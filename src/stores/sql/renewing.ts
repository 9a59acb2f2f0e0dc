/** What a database needs that was taken back to a backup: nothing that was ended since may come back with it. */
import type { Renewal, Renewed } from '../../contracts.ts'
import { randomId } from '../../crypto/random.ts'
import { checkCount } from '../codec.ts'
import { statement } from './dialect.ts'
import type { Dialect, Place, Statement } from './dialect.ts'
import { stepsOf } from './writes.ts'
import type { Step } from './writes.ts'

/** How a database does it. */
export interface Renewing {
  /** A transaction of its own; answers how many rows went. */
  readonly reap: (deletion: Statement) => Promise<number>
  /** All or none. */
  readonly commit: (steps: (dialect: Dialect) => readonly Step[]) => Promise<unknown>
}

const batch = 2000

/** Sessions go first and in batches, so that no transaction is long; the incarnation last, when all is as it should be. */
export async function renew(renewal: Renewal, dialect: Dialect, { reap, commit }: Renewing): Promise<Renewed> {
  const sessions = dialect.table('session')
  const deletion = statement(dialect, (place) => (
    `DELETE FROM ${sessions} WHERE "id" IN (SELECT "id" FROM ${sessions} LIMIT ${place(batch, 'integer')})`
  ))
  let ended = 0
  for (let gone = -1; gone !== 0;) {
    gone = await reap(deletion)
    ended += gone
  }
  await commit((own) => renewingSteps(renewal, own))
  return { sessions: ended }
}

/**
 * What was signed or sealed since the backup verifies no more; what was shown is nobody's; an API key may have been ended
 * since, so that each waits for its owner to make another; and whoever reads the log finds that it is another one.
 */
export function renewingSteps({ at, event }: Renewal, dialect: Dialect): readonly Step[] {
  const { table } = dialect
  checkCount('at', at)
  const step = (sql: (place: Place) => string): Step => ({ ...statement(dialect, sql), guarded: false })
  return [
    step(() => `DELETE FROM ${table('session')}`),
    step(() => `DELETE FROM ${table('secret')} WHERE "purpose" <> 'key'`),
    step((place) => `UPDATE ${table('secret')} SET "consumed" = ${place(at, 'integer')} WHERE "consumed" IS NULL`),
    step((place) => `UPDATE ${table('key')} SET "state" = 'retired', "sealed" = '', "changed" = ${place(at, 'integer')}
      WHERE "state" <> 'retired'`),
    step((place) => `UPDATE ${table('revocation_head')} SET "incarnation" = ${place(randomId(), 'text')}`),
    ...stepsOf({ do: 'record', event }, dialect),
  ]
}
