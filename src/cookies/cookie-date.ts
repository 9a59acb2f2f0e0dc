/** Reads the dates of `Expires` as browsers do (RFC 6265bis §5.1.1): in any order, with anything between. */
import type { Seconds } from '../contracts.ts'

const delimiters = /[\t -/;-@[-`{-~]+/
const time = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/
const dayOfMonth = /^(\d{1,2})(?!\d)/
const monthName = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i
const fullYear = /^(\d{2,4})(?!\d)/
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Null: not a date to a browser, which then ignores the attribute. */
export function parseCookieDate(text: string): Seconds | null {
  const tokens = text.split(delimiters)
  // Each token is one thing at most, in this order of preference, and the first that fits counts.
  const clock = takeFirst(tokens, time)
  const day = takeFirst(tokens, dayOfMonth)
  const month = takeFirst(tokens, monthName)
  const year = takeFirst(tokens, fullYear)
  if (clock === null || day === null || month === null || year === null) return null
  const [hour = NaN, minute = NaN, second = NaN] = clock.map(Number)
  return timestamp({
    year: century(Number(year[0])), month: months.indexOf(month.join('').toLowerCase()), day: Number(day[0]),
    hour, minute, second,
  })
}

/** Takes the token out of the list, so that no later kind reads it again. */
function takeFirst(tokens: string[], kind: RegExp): readonly string[] | null {
  for (const [at, token] of tokens.entries()) {
    const match = kind.exec(token)
    if (match === null) continue
    tokens.splice(at, 1)
    return match.slice(1)
  }
  return null
}

function century(year: number): number {
  if (year < 70) return year + 2000
  return year < 100 ? year + 1900 : year
}

interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

function timestamp({ year, month, day, hour, minute, second }: Moment): Seconds | null {
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return null
  const milliseconds = Date.UTC(year, month, day, hour, minute, second)
  // 31 February would be taken for a day in March.
  return new Date(milliseconds).getUTCDate() === day ? milliseconds / 1000 : null
}
