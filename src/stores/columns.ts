/**
 * The columns of every table: the only source of names that reach SQL, whatever stands in a write.
 * The compiler holds the list to the records: a member without a column, or of another kind, does not compile.
 */
import type { AuditEvent, Revocation, Table, Tables } from '../contracts.ts'

export interface Records extends Tables {
  revocation: Revocation
  event: AuditEvent
}
export type RecordName = keyof Records

/** `?` may be null. `json` is kept as text: lists of roles and scopes, details of events. */
export type Kind = 'text' | 'text?' | 'integer' | 'integer?' | 'boolean' | 'json' | 'json?'

type PlainKind<V> = V extends string ? 'text' : V extends number ? 'integer' : V extends boolean ? 'boolean' : 'json'
type KindOf<V> = null extends V ? `${PlainKind<NonNullable<V>>}?` : PlainKind<V>

export const columns: { readonly [R in RecordName]: { readonly [C in keyof Records[R]]: KindOf<Records[R][C]> } } = {
  user: {
    id: 'text', username: 'text', canonical: 'text', email: 'text?', password: 'text?', roles: 'json',
    created: 'integer', disabled: 'integer?', epoch: 'integer', version: 'integer', passwordChanged: 'integer',
    preferences: 'json',
  },
  session: {
    id: 'text', subject: 'text?', carrier: 'text', scope: 'json?', root: 'text?', data: 'text?',
    dataVersion: 'integer', created: 'integer', authTime: 'integer', lastSeen: 'integer', idle: 'integer',
    absoluteEnd: 'integer', remember: 'boolean', epoch: 'integer', address: 'text?', agent: 'text?',
  },
  secret: {
    digest: 'text', purpose: 'text', session: 'text?', user: 'text?', generation: 'integer', kid: 'text?',
    created: 'integer', expires: 'integer', consumed: 'integer?', detail: 'text?',
    lastUsed: 'integer?',
  },
  key: {
    kid: 'text', use: 'text', algorithm: 'text', state: 'text', sealed: 'text', publicJwk: 'text?',
    created: 'integer', changed: 'integer',
  },
  throttle: { bucket: 'text', count: 'integer', last: 'integer', until: 'integer' },
  visit: {
    id: 'text', visitor: 'text', isNew: 'boolean', at: 'integer', source: 'text?', medium: 'text?', campaign: 'text?',
  },
  revocation: { kind: 'text', id: 'text', value: 'integer', at: 'integer', until: 'integer' },
  event: {
    id: 'text', at: 'integer', type: 'text', outcome: 'text', actor: 'text?', subject: 'text?', session: 'text?',
    address: 'text?', agent: 'text?', request: 'text?', schema: 'integer', detail: 'json',
  },
}

export const primaryKey = {
  user: 'id', session: 'id', secret: 'digest', key: 'kid', throttle: 'bucket', visit: 'id',
} as const satisfies { readonly [T in Table]: keyof Tables[T] }
