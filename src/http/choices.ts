/** What a browser's owner chose here: what they like to see, and what they agreed to. In cookies, so before any login. */
import type { Preferences } from '../contracts.ts'
import { type Consent, type ConsentChoice, readConsent, writeConsent } from '../cookies/consent.ts'
import { mergePreferences } from '../cookies/preferences.ts'
import { visit } from '../cookies/visitor.ts'
import { countVisit } from '../core/visits.ts'
import type { Exchange } from './http.ts'

/** What the browser says; nothing, where what it says is not one that can be chosen. */
export function shownPreferences({ http, view }: Exchange): Preferences {
  const reading = http.choices.passing.read(view.header('cookie'))
  return reading.status === 'valid' ? reading.value : {}
}

/** The account goes before the browser, which may be somebody else's. */
export function preferencesFor(exchange: Exchange, account: Preferences | null): Preferences {
  return mergePreferences(shownPreferences(exchange), account ?? {})
}

export function setPreferencesCookie({ http }: Exchange, preferences: Preferences, consent: ConsentChoice): string {
  return (consent.preferences ? http.choices.lasting : http.choices.passing).write(preferences)
}

export function consentOf({ http, view }: Exchange): Consent {
  const { consentVersion: version } = http.choices
  return readConsent(view.header('cookie'), { gpc: view.header('sec-gpc'), now: http.core.clock(), version })
}

/** A choice, and what follows from it: an id for a visitor who agreed, and none for one who no longer does. */
export function setConsent(exchange: Exchange, choice: ConsentChoice): readonly string[] {
  const { http, view } = exchange
  const now = http.core.clock()
  const shown = shownPreferences(exchange)
  const again = Object.keys(shown).length > 0 ? [setPreferencesCookie(exchange, shown, choice)] : []
  // The page on which it was asked, where its own site is the one that says so.
  const referrer = view.header('referer') ?? ''
  const url = referrer.startsWith(`${http.core.origin}/`) ? referrer : http.core.origin
  return [writeConsent(choice, { now, version: http.choices.consentVersion }), ...again, ...counted(exchange, choice, url)]
}

/** A page that a person opened. */
export function pageViewed(exchange: Exchange): readonly string[] {
  return counted(exchange, consentOf(exchange), exchange.url.href)
}

function counted({ http, view, from }: Exchange, consent: ConsentChoice, url: string): readonly string[] {
  const { visits } = http
  const agreed = { analytics: consent.analytics && visits !== null }
  const { setCookie, counted: one } = visit({ cookieHeader: view.header('cookie'), consent: agreed, url, now: http.core.clock() })
  if (one !== null && visits !== null) countVisit(http.core, visits, { visit: one, from })
  return setCookie
}
