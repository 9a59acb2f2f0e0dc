/** What a browser's owner chose here: what they like to see, and what they agreed to. In cookies, so before any login. */
import type { Preferences } from '../contracts.ts'
import { type Consent, type ConsentChoice, readConsent, writeConsent } from '../cookies/consent.ts'
import { mergePreferences } from '../cookies/preferences.ts'
import { visit } from '../cookies/visitor.ts'
import { countVisit } from '../core/audit/visits.ts'
import { spokenHere } from './choice-rules.ts'
import type { Exchange } from './call.ts'
import { safeReturnTo } from './return-to.ts'

/** What the browser says; nothing, where what it says is not one that can be chosen. */
export function shownPreferences({ http, view }: Exchange): Preferences {
  const reading = http.choices.passing.read(view.header('cookie'))
  return reading.status === 'valid' ? reading.value : {}
}

/** The account goes before the browser, which may be somebody else's. */
export function preferencesFor(exchange: Exchange, account: Preferences | null): Preferences {
  return mergePreferences(shownPreferences(exchange), spokenHere(exchange.http.choices, account ?? {}))
}

export function setPreferencesCookie({ http }: Exchange, preferences: Preferences, consent: ConsentChoice): string {
  return (consent.preferences ? http.choices.lasting : http.choices.passing).write(preferences)
}

export function consentOf({ http, view }: Exchange): Consent {
  const { consentVersion: version } = http.choices
  return readConsent(view.header('cookie'), { gpc: view.header('sec-gpc'), now: http.core.clock(), version })
}

/**
 * A choice, and what follows from it: an id for a visitor who agreed, and none for one who no longer does. `landing`:
 * the page that led to the question, whose address may name a campaign; without it, the one on which it was asked.
 */
export function setConsent(exchange: Exchange, choice: ConsentChoice, landing: string | null): readonly string[] {
  const { core, choices } = exchange.http
  const decision = writeConsent(choice, { now: core.clock(), version: choices.consentVersion })
  const url = core.origin + (landing ?? cameFrom(exchange) ?? '/')
  return [decision, ...preferencesAgain(exchange, choice), ...counted(exchange, choice, url)]
}

/** The page of ours that a request came from, with its query: ours tell their address to this origin alone. */
export function cameFrom({ http, view }: Exchange): string | null {
  const url = URL.parse(view.header('referer') ?? '')
  return url?.origin === http.core.origin ? safeReturnTo(url.pathname + url.search, http.core.origin) : null
}

/** For as long as is agreed to now; what cannot be read any more is not kept on for a year. */
function preferencesAgain(exchange: Exchange, choice: ConsentChoice): readonly string[] {
  const { passing } = exchange.http.choices
  const reading = passing.read(exchange.view.header('cookie'))
  if (reading.status === 'absent') return []
  return [reading.status === 'valid' ? setPreferencesCookie(exchange, reading.value, choice) : passing.clear()]
}

/** A page that a person opened, and not one that a browser fetches ahead: nobody may ever look at that. */
export function pageViewed(exchange: Exchange): readonly string[] {
  const { view } = exchange
  const isAhead = (view.header('sec-purpose') ?? view.header('purpose') ?? '').startsWith('prefetch')
  return view.method === 'GET' && !isAhead ? counted(exchange, consentOf(exchange), exchange.url.href) : []
}

function counted({ http, view, from }: Exchange, consent: ConsentChoice, url: string): readonly string[] {
  const { visits } = http
  const agreed = { analytics: consent.analytics && visits !== null }
  const { setCookie, counted: one } = visit({ cookieHeader: view.header('cookie'), consent: agreed, url, now: http.core.clock() })
  if (one !== null && visits !== null) countVisit(http.core, visits, { visit: one, from })
  return setCookie
}
