/**
 * The store: reads, and one write. It knows rows, and nothing about tokens, HTTP, passwords or policy.
 * "Not found" is an answer (null). A rejected promise is a system error: http makes a `StoreError` a 503 and any other a 500,
 * never a 401.
 */
import type {
  AuditEvent, Digest, Id, Revocation, Secret, Seconds, Session, StoredKey, StoredVisit, Throttle, User, VisitCount,
} from './records.ts'

/** The tables that guarded writes name, each with its row. The primary key: `id`, `digest`, `kid` or `bucket`. */
export interface Tables {
  user: User
  session: Session
  secret: Secret
  key: StoredKey
  throttle: Throttle
  visit: StoredVisit
}
/** The name of a table of rows that commits write. */
export type Table = keyof Tables

type Insert = { [T in Table]: { readonly do: 'insert', readonly table: T, readonly row: Tables[T] } }[Table]
type Update = {
  [T in Table]: {
    readonly do: 'update', readonly table: T, readonly id: string
    /** Equality on named columns; the write touches a row only where all hold. Consume is `if: { consumed: null }`. */
    readonly if: Partial<Tables[T]>
    /** An empty set is a guard alone: the row must be there and match. */
    readonly set: Partial<Tables[T]>
  }
}[Table]
type Delete = { [T in Table]: { readonly do: 'delete', readonly table: T, readonly id: string, readonly if: Partial<Tables[T]> } }[Table]

/**
 * One step of a commit.
 * - `insert` fails if the key, the canonical user name or the current or next key of a use is present already: there is no
 *   upsert of users, sessions or secrets, so nothing that was deleted comes back by a late write. It fails too where what
 *   the row stands on is gone: a secret's session or user, a session's subject.
 * - `update` and `delete` fail when they touch no row. Deleting a session deletes its secrets; deleting a user, theirs
 *   and their sessions.
 * - `count` adds one to a bucket and is the one upsert: absent, or from the second `until` on, it starts at one with the
 *   new `until`; else `until` stays. It fails where the bucket has `atMost` or more already.
 * - `uncount` takes back up to `by`; a bucket at zero is gone; it never fails.
 * - `revoke` appends to the log, `record` to the audit log; neither fails. An event that is there already is not repeated.
 *
 * A value of the wrong type, an unknown column, or a text with a NUL or half a surrogate pair is a `TypeError`: a fault of
 * the caller. Lists and details keep every text.
 */
export type Write =
  | Insert | Update | Delete
  | { readonly do: 'count', readonly bucket: string, readonly at: Seconds, readonly until: Seconds, readonly atMost: number }
  | { readonly do: 'uncount', readonly bucket: string, readonly by: number }
  | { readonly do: 'revoke', readonly entry: Revocation }
  | { readonly do: 'record', readonly event: AuditEvent }

/** `seq`: the number the log reached, where the commit appended to it. `failed`: the index of the write that did not hold. */
export type CommitResult = { readonly ok: true, readonly seq?: number } | { readonly ok: false, readonly failed: number }

/** What stands under a digest, with the session and user it stands on: one query, so that authoritative costs no more. */
export interface Found {
  readonly secret: Secret
  readonly session: Session | null
  readonly user: User | null
}

/** From one second on, and until before another. */
export interface Period { readonly from: Seconds, readonly until: Seconds, readonly limit: number }

/** So many at most, after the one of this id; from the beginning without it. */
export interface Page { readonly limit: number, readonly after?: string | undefined }

/** Which users: those whose canonical name, or whose address, begins so (an address whatever its case); who have a role; or all, by id. */
export type UserFilter =
  | { readonly by: 'canonical' | 'email', readonly prefix: string }
  | { readonly by: 'role', readonly role: string }
  | { readonly by: 'id' }

/** Each member that is there must hold. `from` is the first second, `until` the first one that is too late. */
export interface EventFilter {
  readonly subject?: Id | undefined
  readonly actor?: Id | undefined
  readonly type?: string | undefined
  readonly from?: Seconds | undefined
  readonly until?: Seconds | undefined
}

/** Which events are counted, and of when: from `from` and before `until`, in seconds since 1970. */
export interface EventCounting {
  readonly types: readonly string[]
  readonly from: Seconds
  readonly until: Seconds
}

/** Events of one type on one day (UTC), by its first second. */
export interface EventCount {
  readonly day: Seconds
  readonly type: string
  readonly count: number
}

/**
 * The live log after a number, oldest first, and the number it reached, whatever was pruned meanwhile. Where there is more
 * than fits one answer, the number of the last entry in it, from which to go on. On another
 * `incarnation`, or a lower number, what was read before is of another log: drop it, and read from zero.
 */
export interface RevocationLog {
  readonly seq: number
  /** Random; made with the schema and renewed by a restore. */
  readonly incarnation: string
  readonly entries: readonly Revocation[]
  readonly isMore?: boolean
}

/** What a reaper asks for: rows that are over at `now`, and no more than `most` of each kind. */
export interface Reaping {
  readonly now: Seconds
  readonly most: number
  /** Events and visits older than these; without, all are kept. */
  readonly eventsBefore?: Seconds | undefined
  readonly visitsBefore?: Seconds | undefined
}

/** When a database was found to have been taken back to a backup, and what the audit log says of it. */
export interface Renewal {
  readonly at: Seconds
  readonly event: AuditEvent
}

/** What a renewal deleted. */
export interface Renewed {
  /** How many were deleted, of visitors too. */
  readonly sessions: number
}

/** What keeps the records. Reads answer null for what is not there; a fault rejects with a `StoreError`, which becomes a 503. */
export interface Store {
  readonly name: string
  /**
   * Creates or migrates the schema. A schema from a newer version rejects with a `StoreError` that says so; so does every
   * use before `open` and after `close`. What was closed may be opened again.
   */
  open(): Promise<void>
  /** Waits for what is under way, then lets go of files and threads. Idempotent. */
  close(): Promise<void>

  findByDigest(digest: Digest): Promise<Found | null>
  findUser(id: Id): Promise<User | null>
  findUserByName(canonical: string): Promise<User | null>
  /** True as soon as one user has the role. */
  hasRole(role: string): Promise<boolean>
  /** Every secret of a session: the cookie's, or all refresh generations, in their order. */
  listSecrets(session: Id): Promise<readonly Secret[]>
  /** The secrets of one purpose that belong to a user and to none of their sessions, oldest first. */
  listUserSecrets(user: Id, purpose: string): Promise<readonly Secret[]>
  findSession(id: Id): Promise<{ readonly session: Session, readonly user: User | null } | null>
  /**
   * Newest first, then by id; only those of this epoch or later. `after` is the id of the last one seen; where that one is
   * gone the list begins again, since to show a device twice is better than to hide one.
   */
  listSessions(subject: Id, epoch: number, page: Page): Promise<readonly Session[]>
  findThrottle(bucket: string): Promise<Throttle | null>
  listKeys(): Promise<readonly StoredKey[]>
  /** The log after a number. No entry ever comes to stand at or below a number that was answered. */
  readRevocations(after: number): Promise<RevocationLog>
  /** By canonical name, by address, or by id where a role or all are asked for. Where `after` is gone the list begins again; by id it goes on. */
  listUsers(filter: UserFilter, page: Page): Promise<readonly User[]>
  /**
   * Of everybody, newest first, then by id: those of a user that are live at `now` (limits, epoch, nobody disabled), and none
   * that stands on another. `after` as in `listSessions`.
   */
  listLiveSessions(now: Seconds, page: Page): Promise<readonly { readonly session: Session, readonly user: User }[]>
  /** Newest first. */
  listEvents(filter: EventFilter, page: Page): Promise<readonly AuditEvent[]>
  /** The newest day first, then by type; a day without is not there. */
  countEvents(counting: EventCounting): Promise<readonly EventCount[]>
  /** By day and campaign: the newest day first, and on each day those that brought most. */
  countVisits(period: Period): Promise<readonly VisitCount[]>

  /** All or none; durable when it resolves. A guarded write that touches no row fails the commit, and names itself. */
  commit(writes: readonly Write[]): Promise<CommitResult>

  /**
   * Deletes what no read needs any more, in small batches, and answers how many rows went: zero when nothing was left.
   * - sessions past their idle limit, their absolute end or their user's epoch (where the log still tells of it), with
   *   their secrets;
   * - secrets past `expires`, but no consumed refresh generation: it tells a reuse for as long as its family lives;
   * - throttle buckets past `until`; log entries from the 60th second after `until`; events and visits, where asked.
   *
   * Limits are judged when read: a store that is never reaped is larger, and as safe (F-16).
   */
  reap(what: Reaping): Promise<number>

  /**
   * Calls `heard` when it is worth looking at the log: after commits that appended, whichever process made them, and
   * perhaps for nothing. A hint and no more: it may be late, or lost with a connection, so who must know looks anyway.
   * Resolves to what ends it; so does `close`. `heard` must not throw.
   */
  watch?(heard: () => void): Promise<() => Promise<void>>

  /**
   * Once the rows were taken back to a backup by other means. Sessions and secrets are deleted, API keys suspended (consumed),
   * ring keys retired, and at last the incarnation is another one: nothing that was ended since the backup comes back. A
   * store that cannot be taken back has no such verb.
   */
  renew?(renewal: Renewal): Promise<Renewed>
}
