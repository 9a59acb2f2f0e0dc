/** What a visitor agreed to, when, and to which text. Knows no page that asks and no law by name but in comments. */
import type { Seconds } from '../contracts.ts'
import { defineCookie } from './define-cookie.ts'
import { isCount, membersOf } from './json.ts'
import { schemaOf } from './standard-schema.ts'

/** What is asked. What a page cannot do without is not asked. */
export interface ConsentChoice {
  readonly preferences: boolean
  readonly analytics: boolean
  /** Selling and sharing of what is known of a person too. */
  readonly marketing: boolean
}

/** A choice that was made: evidence of when, and of the version of the text that was on the page. */
export interface ConsentDecision extends ConsentChoice {
  readonly at: Seconds
  readonly version: number
}

/** What may be done now. Without a decision, nothing but what is necessary. */
export interface Consent extends ConsentChoice {
  readonly necessary: true
  /** The browser asked not to sell or share (Global Privacy Control); a page may say that it is heard. */
  readonly gpc: boolean
  /** As it was made, to show it in the form; null: ask. */
  readonly decision: ConsentDecision | null
}

/** What a decision is judged by. `now` is seconds since 1970. */
export interface ReadConsentOptions {
  /** The value of `Sec-GPC`, as it came. */
  readonly gpc: string | null | undefined
  readonly now: Seconds
  /** Of the text that is on the page today. */
  readonly version: number
}

/** Both are one word and last as long: neither answer may be the easier one to give (GDPR Art. 7). */
export const acceptAll: ConsentChoice = { preferences: true, analytics: true, marketing: true }
/** No to everything that can be refused. */
export const refuseAll: ConsentChoice = { preferences: false, analytics: false, marketing: false }

/**
 * 180 days, for yes and no alike: six months is what the CNIL recommends for keeping either (17 September 2020). The
 * 400 days of browsers would take a yes for granted for a year; a shorter life of a no would be asking until it tires.
 */
const MAX_AGE: Seconds = 15_552_000
/** Two servers' clocks differ: a decision of this very second may come from one that is ahead. */
const CLOCK_SKEW: Seconds = 60

/** Plain: whoever forges it answers for nobody else. */
const consentCookie = defineCookie('consent', { schema: schemaOf(readDecision), protection: 'plain', maxAge: MAX_AGE })

function readDecision(value: unknown): ConsentDecision | null {
  const { preferences, analytics, marketing, at, version } = membersOf(value) ?? {}
  if (typeof preferences !== 'boolean' || typeof analytics !== 'boolean' || typeof marketing !== 'boolean') return null
  if (!isCount(at) || !isCount(version)) return null
  return { preferences, analytics, marketing, at, version }
}

/**
 * A decision counts for the text it was made on, and for its time. Consent that came twice, is broken, too old, or on
 * another text is none. `Sec-GPC: 1` turns marketing off, whatever was stored, and leaves the decision as it was made.
 */
export function readConsent(cookieHeader: string | null | undefined, options: ReadConsentOptions): Consent {
  const reading = consentCookie.read(cookieHeader)
  const decision = reading.status === 'valid' && isCurrent(reading.value, options) ? reading.value : null
  const { preferences, analytics, marketing } = decision ?? refuseAll
  const gpc = options.gpc === '1'
  return { necessary: true, preferences, analytics, marketing: marketing && !gpc, gpc, decision }
}

function isCurrent({ at, version }: ConsentDecision, options: ReadConsentOptions): boolean {
  const age = options.now - at
  return version === options.version && age < MAX_AGE && age >= -CLOCK_SKEW
}

/** The Set-Cookie line for any choice: to withdraw is to write `refuseAll`, as easily as it was given. */
export function writeConsent(choice: ConsentChoice, at: Pick<ReadConsentOptions, 'now' | 'version'>): string {
  return consentCookie.write({ ...choice, at: at.now, version: at.version })
}

/** Takes the decision away, so that it is asked for again. To refuse is another thing. */
export function clearConsent(): string {
  return consentCookie.clear()
}
