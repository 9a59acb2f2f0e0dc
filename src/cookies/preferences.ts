/** What a person likes to see, kept with the browser before anybody logs in. Knows no account and no store. */
import { defineCookie, type TypedCookie } from './define-cookie.ts'
import { membersOf } from './json.ts'
import { schemaOf } from './standard-schema.ts'

const themes = ['light', 'dark', 'system'] as const

/** Which theme somebody prefers. */
export type Theme = (typeof themes)[number]

/** A member that is not there is a choice that was never made. */
export interface Preferences<Language extends string = string> {
  /** A language tag (BCP 47), one of those that the site speaks. */
  readonly language?: Language
  readonly theme?: Theme
}

/** Which languages can be chosen, and how long that is kept. */
export interface PreferencesOptions<Language extends string> {
  /** Language tags in their canonical spelling, such as `pt-BR`. */
  readonly languages: readonly Language[]
  /** Without its prefix; `preferences` by default. */
  readonly name?: string
  /** True by default. False: it ends with the browser, as what nobody was asked about should. */
  readonly persistent?: boolean
}

/** A year. */
const MAX_AGE = 31_536_000

/**
 * Plain, since whoever changes it changes what they see themselves. A language that the site no longer speaks makes it
 * invalid as a whole: the person chooses again.
 */
export function definePreferences<const Language extends string>(
  { languages, name = 'preferences', persistent = true }: PreferencesOptions<Language>,
): TypedCookie<Preferences<Language>> {
  languages.forEach(checkTag)
  const schema = schemaOf((value) => readPreferences(value, languages))
  return defineCookie(name, { schema, protection: 'plain', ...(persistent && { maxAge: MAX_AGE }) })
}

/** One spelling for each language, so that a comparison of strings is enough. */
function checkTag(tag: string): void {
  if (canonicalTag(tag) !== tag) {
    const expected = canonicalTag(tag) ?? 'BCP 47, such as "pt-BR"'
    throw new TypeError(`languages has "${tag}", which is no language tag; expected ${expected}`)
  }
}

function canonicalTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag).join()
  } catch {
    return null
  }
}

function readPreferences<Language extends string>(
  value: unknown, languages: readonly Language[],
): Preferences<Language> | null {
  const members = membersOf(value)
  if (members === null) return null
  const { language, theme } = members
  const knownLanguage = languages.find((known) => known === language)
  const knownTheme = themes.find((known) => known === theme)
  if (language !== knownLanguage || theme !== knownTheme) return null
  return chosen({ language: knownLanguage, theme: knownTheme })
}

/**
 * After a login. What the account says goes before: the browser may be somebody else's, and its last user's language
 * must not become the account's. What the account leaves open, the browser fills.
 */
export function mergePreferences<Language extends string>(
  cookie: Preferences<Language>, account: Preferences<Language>,
): Preferences<Language> {
  return chosen({ language: account.language ?? cookie.language, theme: account.theme ?? cookie.theme })
}

function chosen<Language extends string>(
  { language, theme }: { readonly language: Language | undefined, readonly theme: Theme | undefined },
): Preferences<Language> {
  return { ...(language !== undefined && { language }), ...(theme !== undefined && { theme }) }
}
