/** Between what people may choose here, and in which cookies they keep it. */
import type { Preferences } from '../contracts.ts'
import type { TypedCookie } from '../cookies/define-cookie.ts'
import { definePreferences } from '../cookies/preferences.ts'

export interface ChoiceOptions {
  /** Language tags that the site speaks; the first is its own. */
  readonly languages: readonly string[]
  /** Of the text that asks for consent: another number asks everybody again. */
  readonly consentVersion: number
}

export interface ChoiceRules extends ChoiceOptions {
  /** With consent to it for a year, and without it until the browser closes: one name, so either reads the other. */
  readonly lasting: TypedCookie<Preferences>
  readonly passing: TypedCookie<Preferences>
}

/** An account keeps a language that the site speaks no more, and does without it until it is spoken again. */
export function spokenHere({ languages }: ChoiceOptions, { language, ...others }: Preferences): Preferences {
  return language !== undefined && languages.includes(language) ? { ...others, language } : others
}

/** Throws for what is no language tag. */
export function choiceRules(options: ChoiceOptions): ChoiceRules {
  const { languages, consentVersion } = options
  if (languages.length === 0) throw new TypeError('languages is empty; expected one at least, such as `en`')
  if (!Number.isSafeInteger(consentVersion) || consentVersion < 0) {
    throw new TypeError(`consentVersion is ${consentVersion}; expected a whole number`)
  }
  return {
    ...options,
    lasting: definePreferences({ languages }),
    passing: definePreferences({ languages, persistent: false }),
  }
}
