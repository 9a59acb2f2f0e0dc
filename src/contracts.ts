/**
 * Page one: the nouns and verbs of Latchkey. Types only; this room imports no other and runs nothing.
 *
 * A carrier is a token format sent over a transport. What a credential *is* (a format) and where it *travels*
 * (a transport) are two independent questions, so each is answered once and any pairing is one more line.
 */
import type { Keys } from './contracts/keys.ts'
import type { Id, Seconds, Session, Digest, User } from './contracts/records.ts'

export type * from './contracts/records.ts'
export type * from './contracts/keys.ts'
export type * from './contracts/admin-views.ts'
export type * from './contracts/pages.ts'
export type * from './contracts/store.ts'
export type * from './contracts/shared.ts'

/** An answer, now or later. */
export type MaybePromise<T> = T | Promise<T>

/** The one clock: whole seconds since 1970 (NumericDate, RFC 7519 §2). Passed in to core; nothing else tells time. */
export type Clock = () => Seconds

/** What core and the transports may know of a request. `header` joins repeated lines as RFC 9110 §5.3 does. */
export interface RequestView {
  readonly method: string
  /** The path alone, without the query. */
  readonly path: string
  /** The query as it was sent, without its question mark. */
  readonly query?: string | undefined
  header(name: string): string | undefined
  /** Who sent it, for throttles and the audit log; the server decides how far proxies are believed. */
  readonly address?: string | undefined
  /** Names the request in logs and in the audit log. */
  readonly requestId?: string | undefined
  /** The origin that was asked, where it is not the instance's own: its pages and its cookies are others (forward-auth). */
  readonly origin?: string | undefined
  /** A proxy that the listener trusts sent it, so that its `X-Forwarded-*` tell of another request. */
  readonly isFromProxy?: boolean | undefined
}

/** Knows HTTP, knows nothing about tokens. */
export interface Transport {
  readonly name: string
  /** Every raw value it finds, none, one or more. It judges nothing: core counts them. */
  read(request: RequestView): readonly string[]
  /** It reads the address, which is kept in logs and told to others: what answers it is cached by nobody. */
  readonly inAddress?: true
  /**
   * Only where browsers keep the credential and send it unasked, so that CSRF applies.
   * Without a jar, http puts the credential into the JSON body.
   */
  readonly jar?: Jar
}

/** Where a browser keeps a credential that it sends by itself: the lines that fill and empty it (RFC 6265bis). */
export interface Jar {
  /** A `Set-Cookie` line. Not persistent: the browser forgets it when it closes. */
  set(credential: string, life: { expiresIn: Seconds, persistent: boolean }): string
  clear(): string
}

/** What a credential is good for. One purpose opens nothing that another opens. */
export type Purpose = 'session' | 'refresh' | 'access' | 'setup' | 'key' | 'ticket' | 'enter'

/** Everything a format needs to make one credential; core fills it in, so that formats decide nothing. */
export interface Grant {
  readonly purpose: Purpose
  readonly issuer: string
  readonly audience: string
  readonly subject: Id
  readonly session: Id
  /** `jti`: 16 fresh random bytes, base64url. Names this credential alone; a format may take its nonce from it. */
  readonly credential: Id
  /** 256 random bits, base64url. Only references ride on it; statements ignore it. */
  readonly secret: string
  readonly issuedAt: Seconds
  readonly expiresAt: Seconds
  readonly authTime: Seconds
  readonly epoch: number
  readonly version: number
  /** Null is everything the subject may do. */
  readonly scope: readonly string[] | null
  readonly roles: readonly string[]
  /** Where others find whether its session has ended; only a JWT carries it. */
  readonly status?: StatusReference
  /** What an application states beside it, for others to read: only a JWT carries it, and nothing here believes it. */
  readonly claims?: CustomClaims
}

/** A place in a status list (draft-ietf-oauth-status-list). */
export interface StatusReference {
  readonly uri: string
  readonly index: number
}

/** JSON, under names that no standard has taken. */
export type CustomClaims = Readonly<Record<string, unknown>>

/** What an application's claims can be made of. */
export interface Claimant {
  readonly user: Pick<User, 'id' | 'username' | 'email' | 'roles' | 'created' | 'preferences'>
  readonly session: Pick<Session, 'id' | 'carrier' | 'created' | 'authTime' | 'scope'>
}

/** What a self-contained credential states. Authentic, and nothing more: core judges times, audience, revocation. */
export type Statement = Omit<Grant, 'secret' | 'claims'>

/** A statement speaks for itself; a reference names a record that only the store knows. */
export type Proof =
  | { readonly kind: 'statement', readonly statement: Statement }
  | { readonly kind: 'reference', readonly purpose: Purpose, readonly digest: Digest }

/** Knows tokens, knows nothing about HTTP, stores or clocks. */
export interface TokenFormat {
  readonly name: string
  /** What it issues: a statement is checked without the store and is renewed by a refresh token. */
  readonly kind: Proof['kind']
  /** A cheap look at the shape; proves nothing. The first format of a route that accepts a credential decides it. */
  accepts(credential: string): boolean
  /** A reference also answers the digest under which the store will find it. */
  issue(grant: Grant, keys: Keys): MaybePromise<{ readonly credential: string, readonly digest?: Digest }>
  /** Null: not authentic, whatever the time. Never throws for what a stranger sent. */
  verify(credential: string, keys: Keys): MaybePromise<Proof | null>
}

/** A token format sent over transports. Its name is what `carrier` says on the wire and in the record. */
export interface Carrier {
  readonly name: string
  readonly format: TokenFormat
  readonly transports: readonly Transport[]
}

/** How fresh an answer a route needs. `stateless` asks nothing, `revocable` the index in memory, `authoritative` the store. */
export type Freshness = 'stateless' | 'revocable' | 'authoritative'

/** Who is asking, whatever carried the proof. Rights come from this and from nothing else in a request. */
export interface Principal {
  readonly subject: Id
  /** The login that it stands on; for an API key, and what was exchanged for one, the key's id. */
  readonly session: Id
  /** `cookie`, `jwt`, `token`, or another of the instance; `key` and `ticket` for what they are. */
  readonly carrier: string
  /** The `jti` of a self-contained credential, the id of a key or a ticket; null for a session cookie. */
  readonly credential: Id | null
  readonly roles: readonly string[]
  readonly scope: readonly string[] | null
  /** When the person last proved who they are; 0 for a key, a ticket and what was exchanged for a key, which prove no person. */
  readonly authTime: Seconds
  readonly expiresAt: Seconds
}

/** Why a credential was refused. One union, one table of statuses in http/problem.ts, one test each. */
export type RefusalCode =
  | 'ambiguous_credentials' | 'credential_invalid' | 'credential_expired' | 'credential_stale'
  | 'session_revoked' | 'token_reused' | 'csrf_rejected' | 'reauthentication_required' | 'insufficient_scope'

/** Three outcomes, never two: nothing shown, somebody, or something wrong. A store's error is thrown, not answered. */
export type Authentication =
  /** `visitor`: a session that nobody has logged in to. It keeps data, and gives no rights. */
  | { readonly status: 'anonymous', readonly visitor?: { readonly session: Id, readonly expiresAt: Seconds } }
  | Authenticated
  | { readonly status: 'refused', readonly reason: RefusalCode }

/** Somebody asks, and it is known who. */
export interface Authenticated {
  readonly status: 'authenticated'
  readonly principal: Principal
  /** `Set-Cookie` lines that the response should carry, where a remembered login moves on. */
  readonly cookies?: readonly string[]
  /** Headers that the response must carry: what came in an address is kept by nobody and told to no other site. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Where a route takes credentials in its query; `query()` makes one. */
export interface Parameters {
  readonly ticket: Transport
  readonly token: Transport | null
}

/** What a route asks of a request. A wrong option is a `TypeError`, and no outcome. */
export interface AuthenticateOptions {
  readonly freshness?: Freshness
  /** Names of the carriers this route takes; all of them by default. */
  readonly carriers?: readonly string[]
  /** Only for who proved the password within so many seconds; else `reauthentication_required`. */
  readonly recent?: Seconds
  /** Only for who may do this; else `insufficient_scope`. */
  readonly scope?: string
  /** GET alone: this route also takes a ticket in its query, and only if it says so a token. */
  readonly parameters?: Parameters
}

/** The data of the session that a request shows, or of the one that its first write makes. */
export interface SessionData<Data> {
  /** Read from the store each time, never from a cache. */
  get(): Promise<Data>
  /**
   * Answers the data as it is after the change. `change` gets it as it is now and may run more than once; what two requests
   * change at once is both kept. Rejects with a `SessionDataError` where it is too large or not as the schema expects.
   */
  update(change: (data: Data) => Data | Promise<Data>): Promise<Data>
  /** `Set-Cookie` lines that the response must carry: a visitor's first write makes a session. */
  readonly cookies: readonly string[]
}

/** What adapters need of an instance: they translate a framework's request and decide nothing. */
export interface Authenticator {
  /** Whether `handler` answers for this path. */
  owns(path: string): boolean
  handler(request: Request, context?: RequestContext): Promise<Response>
  authenticate(request: Request | RequestView, options?: AuthenticateOptions): Promise<Authentication>
  /** The response that turns a request away; null for one that is authenticated. */
  challenge(outcome: Authentication): Response | null
  /** The response to what `authenticate` threw, which is reported: 503 or 500, and never a refusal. */
  failure(error: unknown, context?: RequestContext): Response
}

/** What a listener knows of a request that the request itself cannot prove. */
export type RequestContext = Pick<RequestView, 'address' | 'requestId' | 'isFromProxy'> & {
  /** False from the moment on which the process is to end: streams end then, and other requests are answered. */
  readonly isStaying?: () => boolean
}

/** Where the client keeps its refresh token: chosen at login, and held to by every answer after it. */
export type RefreshKept = 'body' | 'cookie'

/** How the person of a session gets in: the answer of login, sign-up, refresh and re-authentication alike. */
export interface Issued {
  readonly carrier: Carrier
  readonly credential: string
  /** Seconds until the credential ends. */
  readonly expiresIn: Seconds
  /** Only with self-contained credentials that are renewed. */
  readonly refresh?: { readonly credential: string, readonly expiresIn: Seconds, readonly keptIn: RefreshKept }
  readonly user: User
  readonly session: Session
}

/** Hashes passwords off the event loop, a bounded number at once. Both verbs throw `BusyError` when the queue is full. */
export interface PasswordHasher {
  /** A PHC string with all its parameters. */
  hash(password: string): Promise<string>
  /** Null stands for an account that is not there: the same work is done and the answer is false. */
  verify(password: string, phc: string | null): Promise<boolean>
  /** Whether a hash is as dear as those made now. One that is not is replaced at the next login; without the verb, none is. */
  isCurrent?(phc: string): boolean
  /** Whether all of the password was hashed: bcrypt looks at 72 bytes. What was not proved whole is not hashed anew. */
  isWhole?(password: string, phc: string): Promise<boolean>
}
