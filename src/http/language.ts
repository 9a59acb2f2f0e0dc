/** Which language a page speaks. */
import type { PageLanguage, Preferences } from '../contracts.ts'

/** Languages beyond these are not looked at: the header is a stranger's. */
const most = 20

/** As it was chosen, else the first that the browser asks for and a page speaks (RFC 9110 §12.5.4), else English. */
export function languageFor({ language }: Preferences, accepted: string | undefined): PageLanguage {
  const [chosen] = language === undefined ? [] : [spoken(language)]
  return chosen ?? wished(accepted ?? '').map(spoken).find((one) => one !== null) ?? 'en'
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
