/** Rows as a login makes them. */
import type { Secret, Session, User } from '../latchkey.ts'

const now = Math.floor(Date.now() / 1000)

export function userOf(id: string): User {
  return {
    id, username: id, canonical: id, email: null, password: null, roles: [], created: now, disabled: null, epoch: 0, version: 0,
    passwordChanged: now, preferences: {},
  }
}

/** As a login makes it, with an address and a browser's name, both of which differ from one to the next. */
export function sessionOf(id: string, subject: string): Session {
  const version = 100 + id.charCodeAt(0) % 50
  return {
    id, subject, carrier: 'cookie', scope: null, root: null, data: null, dataVersion: 0, created: now, authTime: now, lastSeen: now,
    idle: 7200, absoluteEnd: now + 43_200, remember: false, epoch: 0,
    address: `203.0.113.${id.charCodeAt(1)}`,
    agent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
  }
}

export function secretOf(session: string, digest: string): Secret {
  return {
    digest, purpose: 'session', session, user: null, generation: 0, kid: null, created: now,
    expires: now + 43_200, consumed: null, lastUsed: null, detail: null,
  }
}
