/** Which language a page speaks. */
import type { PageLanguage, Preferences } from '../contracts.ts'

/** Languages beyond these are not looked at: the header is a stranger's. */
const most = 20

/** What the pages speak. */
export const pageLanguages: readonly string[] = ['en', 'zh-Hans'] satisfies readonly PageLanguage[]

/**
 * As it was chosen, else the first that the browser asks for and a page speaks (RFC 9110 §12.5.4), else the first of `site`,
 * else English. `site`: what this site speaks, as far as it is one of ours.
 */
export function languageFor({ language }: Preferences, accepted: string | undefined, site: readonly string[] = pageLanguages): PageLanguage {
  const here = site.flatMap((tag) => spoken(tag) ?? [])
  const [first = 'en'] = here
  const wishes = [...language === undefined ? [] : [language], ...wished(accepted ?? '')].map(spoken)
  return wishes.find((one) => one !== null && here.includes(one)) ?? first
}

/** The tags that can be chosen in place of what a page speaks now, one for each language. */
export function otherLanguages(site: readonly string[], now: PageLanguage): readonly string[] {
  const firsts = new Map(site.toReversed().map((tag) => [spoken(tag), tag] as const))
  return [...firsts].filter(([one]) => one !== null && one !== now).map(([, tag]) => tag).toReversed()
}

/** By the primary tag: who reads another Chinese reads this one sooner than English. */
function spoken(tag: string): PageLanguage | null {
  const [primary] = tag.toLowerCase().split('-', 1)
  if (primary === 'zh') return 'zh-Hans'
  return primary === 'en' ? 'en' : null
}

/** The tags, those that are wanted most first; what is not wanted (`q=0`) is not among them. */
function wished(accepted: string): readonly string[] {
  const ranges = accepted.split(',', most).map((part) => {
    const [, tag = '', weight = '1'] = /^\s*([A-Za-z]{1,8}(?:-[A-Za-z\d]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/.exec(part) ?? []
    return { tag, weight: Number(weight) }
  })
  return ranges.filter(({ tag, weight }) => tag !== '' && weight > 0).toSorted((a, b) => b.weight - a.weight).map(({ tag }) => tag)
}
