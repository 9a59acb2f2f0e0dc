/** Rows to test with: complete, and different wherever a store could mix two columns up. */
import type {
  AuditEvent, Id, Revocation, Secret, Session, StoredKey, StoredVisit, Table, Tables, User, Write,
} from '../../contracts.ts'

export function user(id: Id, change: Partial<User> = {}): User {
  return {
    id, username: `Name of ${id}`, canonical: `name of ${id}`, email: `${id}@example.com`, password: `$phc$${id}`,
    roles: ['reader', 'writer'], created: 101, disabled: null, epoch: 3, version: 4, passwordChanged: 105,
    preferences: { theme: 'dark' }, ...change,
  }
}

export function session(id: Id, change: Partial<Session> = {}): Session {
  return {
    id, subject: null, carrier: 'cookie', scope: null, root: null, data: null, dataVersion: 1, created: 201,
    authTime: 202, lastSeen: 203, idle: 204, absoluteEnd: 205, remember: true, epoch: 3, address: '192.0.2.1',
    agent: 'a browser', ...change,
  }
}

export function secret(digest: string, change: Partial<Secret> = {}): Secret {
  return {
    digest, purpose: 'session', session: null, user: null, generation: 1, kid: null, created: 301, expires: 302,
    consumed: null, lastUsed: null, detail: null, ...change,
  }
}

export function key(kid: string, change: Partial<StoredKey> = {}): StoredKey {
  return {
    kid, use: 'jwt', algorithm: 'EdDSA', state: 'current', sealed: `sealed ${kid}`, publicJwk: '{"kty":"OKP"}',
    created: 401, changed: 402, ...change,
  }
}

export function event(id: Id, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id, at: 501, type: 'authn_login_success', outcome: 'success', actor: 'actor', subject: 'subject',
    session: 'session', address: '192.0.2.2', agent: 'another browser', request: 'request', schema: 1,
    detail: { carrier: 'cookie', attempt: 2, remember: false }, ...change,
  }
}

export function visit(id: Id, change: Partial<StoredVisit> = {}): StoredVisit {
  return { id, visitor: `browser of ${id}`, isNew: true, at: 701, source: null, medium: null, campaign: null, ...change }
}

export function ended(id: Id): Revocation {
  return { kind: 'session', id, value: 0, at: 601, until: 602 }
}

export function insert<T extends Table>(table: T, row: Tables[T]): Write {
  return { do: 'insert', table, row } as Write // a union of tables loses which row goes with which
}

export const insertUser = (...asked: Parameters<typeof user>): Write => insert('user', user(...asked))
export const insertSession = (...asked: Parameters<typeof session>): Write => insert('session', session(...asked))
export const insertSecret = (...asked: Parameters<typeof secret>): Write => insert('secret', secret(...asked))
export const insertKey = (...asked: Parameters<typeof key>): Write => insert('key', key(...asked))
export const insertVisit = (...asked: Parameters<typeof visit>): Write => insert('visit', visit(...asked))
export const record = (...asked: Parameters<typeof event>): Write => ({ do: 'record', event: event(...asked) })
export const revoke = (id: Id): Write => ({ do: 'revoke', entry: ended(id) })

/** Ann, who is logged in with a session, its secret and a key of her own. */
export const ann: readonly Write[] = [
  insertUser('ann'),
  insertSession('s-ann', { subject: 'ann' }),
  insertSecret('d-ann', { session: 's-ann' }),
  insertSecret('k-ann', { user: 'ann', purpose: 'api' }),
]
