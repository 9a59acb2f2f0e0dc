/** What a browser's owner chose here: what they like to see, and what they agreed to. In cookies, so before any login. */
import type { Preferences } from '../contracts.ts'
import { type Consent, type ConsentChoice, readConsent, writeConsent } from '../cookies/consent.ts'
import { mergePreferences } from '../cookies/preferences.ts'
import { visit } from '../cookies/visitor.ts'
import { countVisit } from '../core/audit/visits.ts'
import { spokenHere } from './choice-rules.ts'
import type { Call } from './call.ts'
import { safeReturnTo } from './return-to.ts'

/** What the browser says; nothing, where what it says is not one that can be chosen. */
export function shownPreferences({ http, view }: Call): Preferences {
  const reading = http.choices.passing.read(view.header('cookie'))
  return reading.status === 'valid' ? reading.value : {}
}

/** The account goes before the browser, which may be somebody else's. */
export function preferencesFor(call: Call, account: Preferences | null): Preferences {
  return mergePreferences(shownPreferences(call), spokenHere(call.http.choices, account ?? {}))
}

export function setPreferencesCookie({ http }: Call, preferences: Preferences, consent: ConsentChoice): string {
  return (consent.preferences ? http.choices.lasting : http.choices.passing).write(preferences)
}

export function consentOf({ http, view }: Call): Consent {
  const { consentVersion: version } = http.choices
  return readConsent(view.header('cookie'), { gpc: view.header('sec-gpc'), now: http.core.clock(), version })
}

/**
 * A choice, and what follows from it: an id for a visitor who agreed, and none for one who no longer does. `landing`:
 * the page that led to the question, whose address may name a campaign; without it, the one on which it was asked.
 */
export function setConsent(call: Call, choice: ConsentChoice, landing: string | null): readonly string[] {
  const { core, choices } = call.http
  const decision = writeConsent(choice, { now: core.clock(), version: choices.consentVersion })
  const url = core.origin + (landing ?? cameFrom(call) ?? '/')
  return [decision, ...preferencesAgain(call, choice), ...counted(call, choice, url)]
}

/** The page of ours that a request came from, with its query: ours tell their address to this origin alone. */
export function cameFrom({ http, view }: Call): string | null {
  const url = URL.parse(view.header('referer') ?? '')
  return url?.origin === http.core.origin ? safeReturnTo(url.pathname + url.search, http.core.origin) : null
}

/** For as long as is agreed to now; what cannot be read any more is not kept on for a year. */
function preferencesAgain(call: Call, choice: ConsentChoice): readonly string[] {
  const { passing } = call.http.choices
  const reading = passing.read(call.view.header('cookie'))
  if (reading.status === 'absent') return []
  return [reading.status === 'valid' ? setPreferencesCookie(call, reading.value, choice) : passing.clear()]
}

/** A page that a person opened, and not one that a browser fetches ahead: nobody may ever look at that. */
export function pageViewed(call: Call): readonly string[] {
  const { view } = call
  const isAhead = (view.header('sec-purpose') ?? view.header('purpose') ?? '').startsWith('prefetch')
  return view.method === 'GET' && !isAhead ? counted(call, consentOf(call), call.url.href) : []
}

function counted({ http, view, from }: Call, consent: ConsentChoice, url: string): readonly string[] {
  const { visits } = http
  const agreed = { analytics: consent.analytics && visits !== null }
  const { setCookie, counted: one } = visit({ cookieHeader: view.header('cookie'), consent: agreed, url, now: http.core.clock() })
  if (one !== null && visits !== null) countVisit(http.core, visits, { visit: one, from })
  return setCookie
}
