/** Logins by day, as the audit log has them. */
import type { Seconds } from '../../contracts.ts'
import type { Core } from '../core.ts'
import type { EventType } from './events.ts'

export interface SignIns {
  /** The first second of the day (UTC). */
  readonly day: Seconds
  readonly succeeded: number
  /** Passwords that were wrong, for a name that exists or not. */
  readonly refused: number
}

const DAY: Seconds = 86_400
const success: EventType = 'authn_login_success'
const refusals: readonly EventType[] = ['authn_login_fail', 'authn_login_lock']

/** The last so many days, today with what there is of it; the oldest first, and each of them. */
export async function signInsByDay(core: Core, days: number): Promise<readonly SignIns[]> {
  const now = core.clock()
  const from = now - now % DAY - (days - 1) * DAY
  const until = from + days * DAY
  const counts = await core.store.countEvents({ types: [success, ...refusals], from, until })
  const sum = (day: Seconds, types: readonly string[]) =>
    counts.filter((one) => one.day === day && types.includes(one.type)).reduce((all, { count }) => all + count, 0)
  return Array.from({ length: days }, (_, n) => from + n * DAY)
    .map((day) => ({ day, succeeded: sum(day, [success]), refused: sum(day, refusals) }))
}
