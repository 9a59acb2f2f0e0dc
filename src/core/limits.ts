/** Every lifetime and bound of the product, with its default, in one place. All are seconds or counts. */
import type { Seconds } from '../contracts.ts'

export interface Limits {
  /** How far two clocks may differ (RFC 7519 §4.1.4 allows a few minutes; we take half of one). */
  readonly leeway: Seconds
  readonly accessLife: Seconds
  /** The longest life that a renewed access credential may have been given. */
  readonly accessLifeMost: Seconds
  /** The life of a single credential that is never renewed. */
  readonly unrenewedLife: Seconds
  /** A `stateless` route believes no statement older than this. */
  readonly statelessAge: Seconds
  readonly session: { readonly idle: Seconds, readonly absolute: Seconds }
  readonly remembered: { readonly idle: Seconds, readonly absolute: Seconds }
  /** A session that nobody has logged in to. */
  readonly visitor: { readonly idle: Seconds, readonly absolute: Seconds }
  readonly sessionsPerUser: number
  /** How long the immediate predecessor of a refresh token still gets the same successor. */
  readonly refreshGrace: Seconds
  /** How old what is known of revocations may be, where the store is away; then nothing revocable is answered. */
  readonly maxStaleness: Seconds
}

export const defaultLimits: Limits = {
  leeway: 30,
  accessLife: 600,
  accessLifeMost: 900,
  unrenewedLife: 12 * 3600,
  statelessAge: 900,
  session: { idle: 2 * 3600, absolute: 12 * 3600 },
  remembered: { idle: 14 * 86_400, absolute: 30 * 86_400 },
  visitor: { idle: 2 * 3600, absolute: 7 * 86_400 },
  sessionsPerUser: 50,
  refreshGrace: 30,
  maxStaleness: 10,
}

export type LimitOptions = Partial<Limits>

/** Throws a `TypeError` that names the setting: a wrong limit stops the start, it does not loosen a check later. */
export function limitsFrom(options: LimitOptions = {}): Limits {
  const limits = { ...defaultLimits, ...options }
  requireAtMost('leeway', limits.leeway, 60)
  requireAtMost('accessLifeMost', limits.accessLifeMost, 900)
  requireAtMost('unrenewedLife', limits.unrenewedLife, 12 * 3600)
  // What is checked against is the longest life of all: an access credential that is longer lived would never be believed.
  requireAtMost('accessLife', limits.accessLife, Math.min(limits.accessLifeMost, limits.unrenewedLife))
  requireAtMost('statelessAge', limits.statelessAge, 900)
  requireAtMost('refreshGrace', limits.refreshGrace, 30)
  requireAtMost('maxStaleness', limits.maxStaleness, 600)
  requireLifetimes('session', limits.session, limits.accessLife)
  requireLifetimes('remembered', limits.remembered, limits.accessLife)
  requireLifetimes('visitor', limits.visitor, 0)
  requireAtMost('sessionsPerUser', limits.sessionsPerUser, 1000)
  return limits
}

function requireAtMost(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value > 0 && value <= most) return
  throw new TypeError(`limits.${name} is ${value}; expected a whole number from 1 to ${most}`)
}

function requireLifetimes(name: string, { idle, absolute }: Limits['session'], accessLife: Seconds): void {
  requireAtMost(`${name}.absolute`, absolute, 30 * 86_400)
  requireAtMost(`${name}.idle`, idle, absolute)
  if (idle >= 2 * accessLife) return
  // A client renews once in accessLife; with a shorter idle limit an honest one would be logged out between renewals.
  throw new TypeError(`limits.${name}.idle is ${idle}; expected at least twice limits.accessLife (${2 * accessLife})`)
}
