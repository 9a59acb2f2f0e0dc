/**
 * What was acknowledged, and what was begun: by it each answer is judged. An answer that nothing explains is a finding: a
 * success beyond the bound after an acknowledged revocation, somebody else's identity, a refusal for no reason.
 */
import type { NodeLogin, Replied } from './nodes.ts'

export interface Held extends NodeLogin {
  /** When an ending was first sent, and when one was acknowledged; performance.now(). */
  endingSince: number
  endedAt: number
}

export interface Person {
  readonly username: string
  readonly address: string
  readonly subject: string
  readonly logins: Held[]
  /** What was acknowledged last, and since when; what is being asked for. */
  roles: readonly string[]
  rolesAt: number
  rolesSince: number
}

export interface History {
  readonly findings: string[]
  readonly counts: Map<string, number>
  /** From when to when the store may have been away. */
  readonly outages: { from: number, until: number }[]
}

export interface AskedBy {
  readonly person: Person
  readonly login: Held
  readonly begun: number
  readonly freshness: 'revocable' | 'authoritative'
  readonly bound: number
}

export function newHistory(): History {
  return { findings: [], counts: new Map(), outages: [] }
}

export function count({ counts }: History, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

/** An answer of `GET /guarded`. */
export function judgeGuarded(history: History, asked: AskedBy, reply: Replied): void {
  const { login, freshness } = asked
  count(history, `guarded ${reply.status}`)
  if (reply.status === 503) noteUnavailable(history, asked.begun)
  const found = reply.status === 200 ? wrongIn(asked, reply) : unexplained(asked, reply)
  if (found === null) return
  const state = `ended ${ago(asked.begun, login.endedAt)}, ending ${ago(asked.begun, login.endingSince)}, roles ${ago(asked.begun, asked.person.rolesAt)}`
  history.findings.push(`${login.carrier}, ${freshness}: ${found} (${state})`)
}

const ago = (now: number, at: number): string => Number.isFinite(at) ? `${Math.round(now - at)} ms before` : 'never'

/** A success: of the right person and session, not ended longer ago than the bound, with roles no older than it. */
function wrongIn({ person, login, begun, bound }: AskedBy, { body }: Replied): string | null {
  if (body['subject'] !== person.subject || body['session'] !== login.session) return `${person.username} was taken for another`
  if (begun > login.endedAt + bound) return 'believed after its end was acknowledged'
  const roles = JSON.stringify(body['roles'])
  const isSteady = !(person.rolesSince > person.rolesAt) && begun > person.rolesAt + bound
  return isSteady && roles !== JSON.stringify(person.roles) ? `has ${roles} and not ${JSON.stringify(person.roles)}` : null
}

function unexplained({ person, login }: AskedBy, { status, body }: Replied): string | null {
  if (status === 401 && login.endingSince < performance.now()) return null
  if (status === 401 && body['reason'] === 'credential_stale' && Number.isFinite(person.rolesSince)) return null
  if (status === 503) return null
  return `answered with ${status} ${JSON.stringify(body)}, unexplained`
}

/**
 * 503 is never wrong, whoever asks, and says nothing of anybody. Without an outage it tells of a machine that is too slow for
 * two seconds; those are counted, so that not all is one.
 */
export function noteUnavailable(history: History, begun: number): void {
  count(history, mayBeAway(history, begun) ? '503 in an outage' : overload)
}

export const overload = '503 without an outage'

/** Whether an answer that never came is explained. */
export function mayBeAway({ outages }: History, begun: number): boolean {
  return outages.some(({ from, until }) => begun <= until && performance.now() >= from)
}
