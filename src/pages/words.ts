/** What the pages say about a refusal, by its code: what is so, then what to do. Knows no markup. */
import type { FormAction, PageLanguage, ProblemView } from '../contracts/pages.ts'
import { refusalTexts } from './texts/refusals.ts'
import { duration } from './time.ts'

export interface Words {
  /** What is so; a sentence without its full stop, since it is also a heading. */
  readonly what: string
  /** What to do; whole sentences. */
  readonly then: string
}

/** Where a refusal is met, if its code means something closer there: `place/code` goes before `code`. */
export type Place = FormAction | 'setup'

const known = { 'en': tableOf('en'), 'zh-Hans': tableOf('zh-Hans') }

function tableOf(language: PageLanguage): ReadonlyMap<string, Words> {
  return new Map(refusalTexts[language].table.map(([code, what, then]) => [code, { what, then }]))
}

export function wordsFor(problem: ProblemView, place?: Place, language: PageLanguage = 'en'): Words {
  const texts = refusalTexts[language]
  const words = known[language].get(`${place}/${problem.code}`) ?? known[language].get(problem.code) ?? unknown(problem.status, language)
  const then = problem.retryAfter === null ? words.then : texts.retry(duration(problem.retryAfter, language))
  return { ...words, then: problem.code === 'unavailable' ? texts.stillLoggedIn + then : then }
}

function unknown(status: number, language: PageLanguage): Words {
  const { ourFault, unknown: other } = refusalTexts[language]
  const [what, then] = status >= 500 ? ourFault : other
  return { what, then }
}

export const usernameRule = (language: PageLanguage = 'en'): string => refusalTexts[language].usernameRule

/** One sentence, for a field that says why it came back. */
export function sentence({ what, then }: Words, language: PageLanguage = 'en'): string {
  return refusalTexts[language].join(what, then)
}

/** One sentence for each reason; none if the password is not what was refused. */
export function passwordErrors(problem: ProblemView | null, language: PageLanguage = 'en'): readonly string[] {
  if (problem?.code !== 'password_rejected') return []
  const { other, ...texts } = refusalTexts[language].reasons
  const reasons = new Map(Object.entries(texts))
  const sentences = problem.reasons.flatMap((reason) => reasons.get(reason) ?? [])
  return sentences.length > 0 ? sentences : [other]
}

/** As `passwordErrors`, for the user name that was tried. */
export function usernameErrors(problem: ProblemView | null, username: string, language: PageLanguage = 'en'): readonly string[] {
  const texts = refusalTexts[language]
  if (problem?.code === 'username_taken') return [texts.taken(username)]
  if (problem?.code === 'username_rejected') return [texts.rejected(username)]
  return []
}
