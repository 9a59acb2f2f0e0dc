/** What every contender states alike: the claims of an access token, all of them. */
import { randomBytes } from 'node:crypto'
import type { Grant } from './latchkey.ts'

export const origin = 'https://app.example.com'

/** As long as the ids of Latchkey are. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

export function newGrant(): Grant {
  const now = Math.floor(Date.now() / 1000)
  return {
    purpose: 'access', issuer: origin, audience: origin, subject: newId(), session: newId(), credential: newId(),
    secret: randomBytes(32).toString('base64url'), issuedAt: now, expiresAt: now + 3600, authTime: now - 30,
    epoch: 0, version: 0, scope: null, roles: ['editor'],
  }
}

/** The same, under the names that a JWT has for them (RFC 7519, RFC 9068). */
export function claimsOf(grant: Grant) {
  return {
    iss: grant.issuer, sub: grant.subject, aud: grant.audience, exp: grant.expiresAt, iat: grant.issuedAt, jti: grant.credential,
    sid: grant.session, auth_time: grant.authTime, epoch: grant.epoch, ver: grant.version, roles: [...grant.roles],
  }
}
