/** `latchkey/cookies`: cookies by RFC 6265bis, alone or with the rest of the library. docs/cookies.md shows how. */

// One header, one line.
export { parseCookies, readCookie } from './cookies/parse.ts'
export { parseSetCookie, type SetCookie } from './cookies/parse-set-cookie.ts'
export { type CookieOptions, isCookieValue, serializeCookie } from './cookies/serialize.ts'

// One value, under one key.
export { signValue, verifySigned } from './cookies/signed.ts'
export { openSealed, sealValue } from './cookies/encrypted.ts'
export { cookieKeys, type CookieKeys, type KeyList } from './cookies/cookie-keys.ts'

// One typed cookie.
export {
  type CookieDefinition, type CookiePrefix, type CookieReading, type CookieSettings, defineCookie, type InvalidReason,
  type TypedCookie,
} from './cookies/define-cookie.ts'
export type { ProtectionOptions } from './cookies/protection.ts'
export { type SchemaIssue, schemaOf, type SchemaResult, type StandardSchema } from './cookies/standard-schema.ts'

// What sites keep in them.
export {
  definePreferences, mergePreferences, type Preferences, type PreferencesOptions, type Theme,
} from './cookies/preferences.ts'
export {
  acceptAll, clearConsent, type Consent, type ConsentChoice, type ConsentDecision, readConsent,
  type ReadConsentOptions, refuseAll, writeConsent,
} from './cookies/consent.ts'
export { type CountedView, type PageView, visit, type Visit, type VisitCounter } from './cookies/visitor.ts'
export type { Campaign } from './cookies/campaign.ts'
