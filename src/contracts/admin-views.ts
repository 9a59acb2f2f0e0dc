/**
 * What pages of the administration show, beside their frame. Field by field: a record holds more than a page may know. All text
 * in them may have been written by anybody.
 */
import type { Id, Seconds, VisitCount } from './records.ts'

export interface PersonView {
  readonly id: Id
  readonly username: string
  readonly email: string | null
  readonly roles: readonly string[]
  readonly created: Seconds
  readonly disabled: Seconds | null
}

/** Logins of one day (UTC); refused are wrong passwords. */
export interface SignInsView {
  readonly day: Seconds
  readonly succeeded: number
  readonly refused: number
}

/** A session with whose it is. */
export interface LiveSessionView {
  readonly id: Id
  readonly subject: Id
  readonly username: string
  readonly carrier: string
  /** The one that looks at the page. */
  readonly current: boolean
  readonly createdAt: Seconds
  readonly lastSeenAt: Seconds
  readonly expiresAt: Seconds
  readonly address: string | null
  readonly agent: string | null
}

export interface RingKeyView {
  readonly kid: string
  readonly use: string
  readonly algorithm: string
  readonly state: 'next' | 'current' | 'previous' | 'retired'
  readonly created: Seconds
  readonly changed: Seconds
}

/** `name` is null of who is gone, or was never known. */
export interface NamedView { readonly id: Id, readonly name: string | null }

export interface EventView {
  readonly id: Id
  readonly at: Seconds
  readonly type: string
  readonly outcome: 'success' | 'failure'
  readonly actor: NamedView | null
  readonly subject: NamedView | null
  readonly address: string | null
  readonly detail: readonly (readonly [name: string, value: string])[]
}

/** As the filter form holds them; empty is any. */
export interface EventFields {
  readonly type: string
  readonly subject: string
  readonly actor: string
  readonly from: string
  readonly until: string
}

export type UserSearchBy = 'username' | 'email' | 'role'

/** What was done, told on the page that follows. `confirmed`: the password was, and what was meant has to be done again. */
export type AdminNotice =
  | 'confirmed' | 'user_created' | 'user_disabled' | 'user_enabled' | 'user_unlocked' | 'user_deleted' | 'roles_changed' | 'password_reset'
  | 'session_ended' | 'sessions_ended' | 'key_rotated' | 'key_dropped'

/** What is asked about once more before it is done. */
export type ConfirmedAct = 'delete' | 'password' | 'rotate' | 'drop'

/** A page of a list; the first, or one that a cursor led to. */
interface Listed {
  readonly nextCursor: Id | null
  readonly isFirst: boolean
}

/** The pages, each with what it shows. */
export interface AdminViews {
  readonly overview: { readonly signIns: readonly SignInsView[] }
  readonly users: Listed & {
    readonly users: readonly PersonView[]
    readonly search: { readonly by: UserSearchBy, readonly text: string }
    /** What a refused form held, less the password. */
    readonly fields: { readonly username: string, readonly email: string, readonly roles: string }
  }
  readonly user: {
    readonly person: PersonView
    readonly isSelf: boolean
    readonly sessions: readonly LiveSessionView[]
    readonly hasMoreSessions: boolean
    readonly apiKeys: number
    /** Wrong passwords in a row under this name, and how long it waits before another try. */
    readonly failures: number
    readonly wait: Seconds
    /** Made up just now, and shown this once. */
    readonly newPassword: string | null
  }
  readonly confirm: {
    readonly act: ConfirmedAct
    /** The id or kid that the form names; of a rotation, the use. */
    readonly id: string
    /** What it is called. */
    readonly name: string
    /** Of a key. */
    readonly key: RingKeyView | null
  }
  readonly sessions: Listed & { readonly sessions: readonly LiveSessionView[], readonly of: NamedView | null }
  readonly keys: { readonly keys: readonly RingKeyView[] }
  readonly events: Listed & {
    readonly events: readonly EventView[]
    readonly types: readonly string[]
    readonly fields: EventFields
  }
  readonly visits: { readonly visits: readonly VisitCount[], readonly days: number, readonly truncated: boolean }
}
