/** Moments and lengths of time as people read them. The server does not know a reader's zone, so a clock says UTC. */
import type { PageLanguage } from '../contracts/pages.ts'
import type { Seconds } from '../contracts/records.ts'
import { html, type Markup } from './markup.ts'
import { timeTexts } from './texts/time.ts'

const day = 86_400

/** `28 May 2026` */
export const date = (at: Seconds, language: PageLanguage = 'en'): Markup => time(at, fullDate(at, language))

/** `today, 07:41 UTC`; `28 May`; `28 May 2027` in another year. */
export const moment = (at: Seconds, now: Seconds, language: PageLanguage = 'en'): Markup => time(at, near(at, now, language))

/** `2026-05-28 07:41:09 UTC`, where a second matters. */
export const stamp = (at: Seconds): Markup => time(at, `${iso(at).slice(0, 19).replace('T', ' ')} UTC`)

/** `now`; `12 minutes ago`; then as `moment`. Activity is noted once a minute, so two minutes are still now. */
export function since(at: Seconds, now: Seconds, language: PageLanguage = 'en'): Markup {
  const age = now - at
  const texts = timeTexts[language]
  if (age < 120) return time(at, texts.now)
  return time(at, age < 3600 ? texts.minutesAgo(Math.floor(age / 60)) : near(at, now, language))
}

/** `40 seconds`, `2 minutes`, `1 hour`, `14 days`. Rounded up: whoever comes back when told to is not early. */
export function duration(seconds: Seconds, language: PageLanguage = 'en'): string {
  const { count } = timeTexts[language]
  if (seconds < 100) return count(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 100 * 60) return count(Math.ceil(seconds / 60), 'minute')
  if (seconds < 100 * 3600) return count(Math.ceil(seconds / 3600), 'hour')
  return count(Math.ceil(seconds / day), 'day')
}

function near(at: Seconds, now: Seconds, language: PageLanguage): string {
  const distance = Math.floor(at / day) - Math.floor(now / day)
  const texts = timeTexts[language]
  if (distance === -1 || distance === 0 || distance === 1) return texts.near(distance, `${iso(at).slice(11, 16)} UTC`)
  const utc = new Date(at * 1000)
  const isSameYear = utc.getUTCFullYear() === new Date(now * 1000).getUTCFullYear()
  return isSameYear ? texts.day(utc.getUTCMonth() + 1, utc.getUTCDate()) : fullDate(at, language)
}

function fullDate(at: Seconds, language: PageLanguage): string {
  const utc = new Date(at * 1000)
  return timeTexts[language].dayOfYear(utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate())
}

const iso = (at: Seconds) => new Date(at * 1000).toISOString().replace('.000', '')
const time = (at: Seconds, text: string) => html`<time datetime="${iso(at)}">${text}</time>`
