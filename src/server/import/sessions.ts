/** Sessions of express-session name nobody: what can be said of them, and what to do instead. */
import { pick, textOf } from './columns.ts'
import type { Source } from './read-file.ts'

export interface SessionCount {
  readonly sessions: number
  /** Those in which passport kept who it is. */
  readonly named: number
}

export async function countSessions(source: Source): Promise<SessionCount> {
  const table = source.tables.find((one) => /session/i.test(one)) ?? source.tables[0] ?? ''
  let [sessions, named] = [0, 0]
  for await (const { row } of source.rows(table)) {
    if (row === null) continue
    sessions++
    const data = pick(row, ['sess', 'data', 'session'])
    if ((textOf(data) ?? JSON.stringify(data ?? row)).includes('"passport"')) named++
  }
  return { sessions, named }
}
