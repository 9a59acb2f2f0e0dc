/** What the lab shows: all of it was observed. Nothing in here is made up, and nothing is of the real instance. */
import type { Id, Seconds, Write } from '../contracts.ts'

export const lanes = ['cookie', 'jwt', 'token'] as const
export type Lane = (typeof lanes)[number]

export const attempts = ['tamper', 'expire', 'replay', 'crosssite', 'elsewhere', 'rotate'] as const
export type AttemptName = (typeof attempts)[number]

/** A request or a response as HTTP/1.1 writes it, passwords hidden; `bytes` counts what was hidden, too. */
export interface Message {
  readonly start: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly bytes: number
}

export interface Exchange {
  readonly request: Message
  readonly response: Message
  readonly status: number
  /** The problem's `code`; null where the answer is no problem. */
  readonly code: string | null
}

/** One thing that an instance did, with the milliseconds that it took. */
export type Seen = { readonly ms: number } & (
  | { readonly did: 'read', readonly verb: string, readonly by: string, readonly found: boolean }
  | { readonly did: 'commit', readonly writes: readonly Write[] }
  | { readonly did: 'hash' }
  | { readonly did: 'issue', readonly characters: number }
  | { readonly did: 'verify', readonly authentic: boolean }
)

/** One login in one lane, and the first request that its credential opened. */
export interface LaneFacts {
  readonly lane: Lane
  readonly at: Seconds
  readonly login: Exchange
  readonly seenAtLogin: readonly Seen[]
  readonly credential: string
  readonly session: Id
  /** The header line that carries it. */
  readonly carried: { readonly name: string, readonly value: string, readonly bytes: number }
  /** The `Set-Cookie` line of the lane whose credential a browser keeps by itself. */
  readonly setCookie: string | null
  readonly resource: Exchange
  readonly seenAtResource: readonly Seen[]
}

/** The rule that decided one answer of an attempt; each has a sentence in every language. */
export const rules = [
  'tamper_cookie', 'tamper_jwt', 'tamper_token',
  'expire_cookie', 'expire_statement', 'expire_leeway',
  'replay_cookie', 'replay_statement', 'replay_stateless', 'replay_stateless_cookie',
  'crosssite_cookie', 'crosssite_kept', 'crosssite_bearer', 'crosssite_stolen', 'crosssite_real',
  'elsewhere_cookie', 'elsewhere_statement', 'elsewhere_stateless',
  'rotate_cookie', 'rotate_statement', 'drop_cookie', 'drop_statement',
] as const
export type Rule = (typeof rules)[number]

/** Numbers that a rule's sentence states; all measured or read from a record. */
export type RuleFacts = Readonly<Record<string, number | string>>

/** `uneasy`: accepted, and not what one would wish. */
export interface Verdict {
  readonly tone: 'refused' | 'accepted' | 'uneasy'
  readonly rule: Rule
  readonly facts: RuleFacts
  readonly exchange: Exchange
}

export interface Trial {
  readonly credential: string
  /** Where a character was changed. */
  readonly changedAt: number | null
  /** What was done first: the logout, the revocation. */
  readonly before: Exchange | null
  /** The first one is the attempt's answer. */
  readonly verdicts: readonly Verdict[]
}

export interface Attempted {
  readonly name: AttemptName
  readonly at: Seconds
  readonly trials: Readonly<Record<Lane, Trial>>
}

/** What was measured of one lane. Milliseconds where not said otherwise. */
export interface LaneMeasures {
  readonly carriedBytes: number
  /** Median of checks that remember nothing, and of those that remember what was proved or read. */
  readonly firstCheck: number
  readonly nextCheck: number
  /** Bytes of the rows that the login left in the store, as JSON. */
  readonly rowBytes: number
  readonly rows: number
  /** Reads of the store for one check that remembers nothing. */
  readonly reads: number
  readonly heldHere: number
  readonly heldElsewhere: number
  readonly isReadable: boolean
  readonly isInReachOfScripts: boolean
  readonly isSentUnasked: boolean
}

export interface Measures {
  readonly at: Seconds
  readonly checks: number
  readonly node: string
  readonly lanes: Readonly<Record<Lane, LaneMeasures>>
}

/** A pasted credential, taken apart. What was pasted is in here only where the lab itself made it. */
export interface Decoded {
  readonly kind: string
  readonly isOurs: boolean
  readonly shown: string | null
  readonly refusal: string | null
  readonly parts: readonly DecodedPart[]
  readonly expiresAt: Seconds | null
  readonly now: Seconds
}

export interface DecodedPart {
  readonly name: 'header' | 'payload' | 'signature' | 'outside' | 'record' | 'sealed'
  readonly bytes: number | null
  readonly members: readonly (readonly [name: string, value: unknown])[]
}
