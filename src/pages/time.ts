/** Moments and lengths of time as people read them. The server does not know a reader's zone, so a clock says UTC. */
import type { Seconds } from '../contracts/records.ts'
import { html, type Markup } from './markup.ts'

const day = 86_400
const months = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]

/** `28 May 2026` */
export const date = (at: Seconds): Markup => time(at, fullDate(at))

/** `today, 07:41 UTC`; `28 May`; `28 May 2027` in another year. */
export const moment = (at: Seconds, now: Seconds): Markup => time(at, near(at, now))

/** `2026-05-28 07:41:09 UTC`, where a second matters. */
export const stamp = (at: Seconds): Markup => time(at, `${iso(at).slice(0, 19).replace('T', ' ')} UTC`)

/** `now`; `12 minutes ago`; then as `moment`. Activity is noted once a minute, so two minutes are still now. */
export function since(at: Seconds, now: Seconds): Markup {
  const age = now - at
  if (age < 120) return time(at, 'now')
  return time(at, age < 3600 ? `${Math.floor(age / 60)} minutes ago` : near(at, now))
}

/** `40 seconds`, `2 minutes`, `1 hour`, `14 days`. Rounded up: whoever comes back when told to is not early. */
export function duration(seconds: Seconds): string {
  if (seconds < 100) return count(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 100 * 60) return count(Math.ceil(seconds / 60), 'minute')
  if (seconds < 100 * 3600) return count(Math.ceil(seconds / 3600), 'hour')
  return count(Math.ceil(seconds / day), 'day')
}

function near(at: Seconds, now: Seconds): string {
  const distance = Math.floor(at / day) - Math.floor(now / day)
  const name = ['yesterday', 'today', 'tomorrow'][distance + 1]
  if (name !== undefined) return `${name}, ${iso(at).slice(11, 16)} UTC`
  const sameYear = iso(at).slice(0, 4) === iso(now).slice(0, 4)
  return sameYear ? shortDate(at) : fullDate(at)
}

function shortDate(at: Seconds): string {
  const utc = new Date(at * 1000)
  return `${utc.getUTCDate()} ${months[utc.getUTCMonth()]}`
}

const fullDate = (at: Seconds) => `${shortDate(at)} ${new Date(at * 1000).getUTCFullYear()}`
const iso = (at: Seconds) => new Date(at * 1000).toISOString().replace('.000', '')
const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`
const time = (at: Seconds, text: string) => html`<time datetime="${iso(at)}">${text}</time>`
