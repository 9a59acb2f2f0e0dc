/** Counts visits and the campaigns they came from, for those who agreed to it. Knows no store and no clock. */
import type { Digest, Id, MaybePromise, Seconds } from '../contracts.ts'
import { decodeBase64url } from '../crypto/bytes.ts'
import { sha256 } from '../crypto/hash.ts'
import { randomId } from '../crypto/random.ts'
import { type Campaign, readCampaign } from './campaign.ts'
import type { Consent } from './consent.ts'
import { defineCookie } from './define-cookie.ts'
import { isCount, membersOf } from './json.ts'
import { readCookie } from './parse.ts'
import { schemaOf } from './standard-schema.ts'

/** One visit, told once. */
export interface Visit {
  /** The digest of the id in the cookie: a copy of the counts names nobody's browser. */
  readonly visitor: Digest
  /** Whether this browser was never counted before, or longer ago than its id may live. */
  readonly isNew: boolean
  readonly at: Seconds
  /** That of the first page; null where its address names none. */
  readonly campaign: Campaign | null
}

/** Where visits go; yours to write. It is told of each visit once and may add up what it likes. */
export interface VisitCounter {
  count(visit: Visit): MaybePromise<void>
}

/** A page that a person opens. */
export interface PageView {
  readonly cookieHeader: string | null | undefined
  readonly consent: Pick<Consent, 'analytics'>
  /** Of the page, with its query; where consent was only just given, that of the page on which it was asked. */
  readonly url: string
  readonly now: Seconds
}

/** What a page view was: the lines to send, and the visit to count. */
export interface CountedView {
  /** For the response, whatever else it holds. */
  readonly setCookie: readonly string[]
  /** Null: no consent, or a visit that was counted before. */
  readonly counted: Visit | null
}

interface Visitor {
  readonly id: Id
  readonly since: Seconds
  /** The last page seen. */
  readonly last: Seconds
}

/** 30 minutes without a page end a visit, as most who count have it. */
const INACTIVITY: Seconds = 1800
/** 13 months, as the CNIL recommends for counting, however often somebody comes back: then the id is drawn anew. */
const ID_LIFE: Seconds = 34_128_000

/** Plain: whoever forges it miscounts one visitor. */
const visitorCookie = defineCookie('visitor', { schema: schemaOf(readVisitor), protection: 'plain', maxAge: ID_LIFE })

function readVisitor(value: unknown): Visitor | null {
  const { id, since, last } = membersOf(value) ?? {}
  if (typeof id !== 'string' || decodeBase64url(id)?.length !== 16) return null
  return isCount(since) && isCount(last) ? { id, since, last } : null
}

/**
 * One call for each page that a person opens; not for pictures, prefetches or scripts. Without consent no id is set,
 * and one that is there is deleted. One visit is counted once: the next begins after 30 minutes without a page.
 */
export function visit({ cookieHeader, consent, url, now }: PageView): CountedView {
  if (!consent.analytics) {
    const isThere = readCookie(cookieHeader, visitorCookie.name).length > 0
    return { setCookie: isThere ? [visitorCookie.clear()] : [], counted: null }
  }
  const reading = visitorCookie.read(cookieHeader)
  // Twice: somebody tossed one in, and to count either would be to believe them.
  if (reading.status === 'invalid' && reading.reason === 'twice') {
    return { setCookie: [visitorCookie.clear()], counted: null }
  }
  const known = reading.status === 'valid' && now - reading.value.since < ID_LIFE ? reading.value : null
  const { id, since } = known ?? { id: randomId(), since: now }
  const setCookie = [visitorCookie.write({ id, since, last: now })]
  if (known !== null && now - known.last < INACTIVITY) return { setCookie, counted: null }
  return { setCookie, counted: { visitor: sha256(id), isNew: known === null, at: now, campaign: readCampaign(url) } }
}
