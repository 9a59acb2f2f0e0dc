/** What is asked of every statement, whoever verifies it: what it is for, whom it is for, and the times (RFC 9068 §4). */
import type { Principal, RefusalCode, Seconds, Statement } from '../../contracts.ts'

export interface StatementRules {
  readonly issuer: string
  /** Each is good. */
  readonly audiences: readonly string[]
  readonly leeway: Seconds
  /** No credential of the issuer is given a longer life. */
  readonly longestLife: Seconds
}

/** Authorship is proved; these are the reasons not to believe it that need no store and no index. */
export function statementRefusal(statement: Statement, rules: StatementRules, now: Seconds): RefusalCode | null {
  const { issuer, audiences, leeway, longestLife } = rules
  const life = statement.expiresAt - statement.issuedAt
  if (statement.purpose !== 'access') return 'credential_invalid'
  if (statement.issuer !== issuer || !audiences.includes(statement.audience)) return 'credential_invalid'
  // The clock that saw the login may have been ahead of the one that issued.
  if (statement.issuedAt > now + leeway || statement.authTime > statement.issuedAt + leeway) return 'credential_invalid'
  // Signed by the issuer and still absurd (C-04).
  if (life <= 0 || life > longestLife) return 'credential_invalid'
  return now >= statement.expiresAt + leeway ? 'credential_expired' : null
}

/** A statement that nothing but itself vouches for is believed while it is young: what was revoked since, nobody here knows. */
export function ageRefusal(statement: Statement, rules: { statelessAge: Seconds, leeway: Seconds }, now: Seconds): RefusalCode | null {
  return now - statement.issuedAt >= rules.statelessAge + rules.leeway ? 'credential_expired' : null
}

/** Whom a statement that was not refused speaks for. */
export function principalOf(statement: Statement, carrier: string): Principal {
  const { subject, session, credential, roles, scope, authTime, expiresAt } = statement
  return { subject, session, carrier, credential, roles, scope, authTime, expiresAt }
}
