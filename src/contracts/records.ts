/** The records, as every store keeps them. All columns exist from the first migration; later issues fill some. */

/** NumericDate, and every duration: the only unit of time. */
export type Seconds = number
/** 16 random bytes, base64url (22 characters). */
export type Id = string
/** SHA-256 of a secret, base64url (43 characters). Stores see this and never the secret. */
export type Digest = string

export interface User {
  readonly id: Id
  /** As the person wrote it. */
  readonly username: string
  /** NFKC, lower case, NFKC; unique. */
  readonly canonical: string
  readonly email: string | null
  /** A PHC string, or null where the password is off. */
  readonly password: string | null
  readonly roles: readonly string[]
  readonly created: Seconds
  readonly disabled: Seconds | null
  /** Rises when all sessions of the user end: what carries a lower one is over. */
  readonly epoch: number
  /** Rises when what credentials state has gone stale (roles): what states a lower one must be renewed. */
  readonly version: number
  readonly passwordChanged: Seconds
  /** What the person chose to see, on whatever device. */
  readonly preferences: Preferences
}

/** A member that is not there is a choice that was never made. */
export interface Preferences {
  /** A language tag (BCP 47). */
  readonly language?: string
  readonly theme?: 'light' | 'dark' | 'system'
}

export interface Session {
  readonly id: Id
  /** Null is a visitor: a session with no subject yet (02). */
  readonly subject: Id | null
  readonly carrier: string
  readonly scope: readonly string[] | null
  /** The login that this one stands on, on another host: it is good only while that one is. */
  readonly root: Id | null
  readonly data: string | null
  readonly dataVersion: number
  readonly created: Seconds
  readonly authTime: Seconds
  readonly lastSeen: Seconds
  readonly idle: Seconds
  /** When it ends whatever happens. Activity never moves it. */
  readonly absoluteEnd: Seconds
  readonly remember: boolean
  readonly epoch: number
  readonly address: string | null
  readonly agent: string | null
}

/** What an opaque credential is found by. Consumed refresh generations stay until their family ends. */
export interface Secret {
  readonly digest: Digest
  readonly purpose: string
  readonly session: Id | null
  readonly user: Id | null
  readonly generation: number
  /** The ring key that derived the successor, once there is one. */
  readonly kid: string | null
  readonly created: Seconds
  readonly expires: Seconds
  readonly consumed: Seconds | null
  /** Once a minute at most; only of API keys. */
  readonly lastUsed: Seconds | null
  /** Id, name, scope, method, path of keys and tickets: JSON. Of a session on another host, the one origin it is good on. */
  readonly detail: string | null
}

export interface StoredKey {
  readonly kid: string
  readonly use: string
  readonly algorithm: string
  readonly state: 'next' | 'current' | 'previous' | 'retired'
  /** The private part, AES-256-GCM under a key derived from the deployment's secret. */
  readonly sealed: string
  /** JSON of the public JWK; null for a symmetric key. */
  readonly publicJwk: string | null
  readonly created: Seconds
  readonly changed: Seconds
}

/** A count of attempts that no success has taken back. A bucket whose `until` has come counts as absent. */
export interface Throttle {
  readonly bucket: string
  readonly count: number
  readonly last: Seconds
  readonly until: Seconds
}

/** One visit of a browser whose owner agreed to be counted. */
export interface StoredVisit {
  readonly id: Id
  /** The digest of the id in the cookie: a copy of the table names nobody's browser. */
  readonly visitor: Digest
  /** Whether this browser was never counted before, or longer ago than its id may live. */
  readonly isNew: boolean
  readonly at: Seconds
  /** The campaign of the first page: which site or letter, what kind of one, which of several. Null: none was named. */
  readonly source: string | null
  readonly medium: string | null
  readonly campaign: string | null
}

/** The visits of one day (UTC) that one campaign brought. */
export interface VisitCount {
  /** The first second of the day. */
  readonly day: Seconds
  readonly source: string | null
  readonly medium: string | null
  readonly campaign: string | null
  readonly visits: number
  readonly visitors: number
  /** How many of the visitors were new. */
  readonly newVisitors: number
}

/** What cannot be looked up on a request is looked up here: the log that every process holds as an index. */
export interface Revocation {
  readonly kind: 'session' | 'credential' | 'epoch' | 'version' | 'key'
  readonly id: string
  /** The lowest epoch or version that is still good. Of a session 1 where it holds no place in a status list; else 0. */
  readonly value: number
  readonly at: Seconds
  /** The latest end of anything it concerns, plus leeway; fixed when appended. */
  readonly until: Seconds
}

/** An audit event. Names follow the OWASP Logging Vocabulary. Never a secret in any member. */
export interface AuditEvent {
  readonly id: Id
  readonly at: Seconds
  readonly type: string
  readonly outcome: 'success' | 'failure'
  /** Who did it, and to whom; the same for most events. */
  readonly actor: Id | null
  readonly subject: Id | null
  readonly session: Id | null
  readonly address: string | null
  readonly agent: string | null
  readonly request: string | null
  /** Schema of this record; raised when a member changes its meaning. */
  readonly schema: 1
  readonly detail: Readonly<Record<string, string | number | boolean>>
}
