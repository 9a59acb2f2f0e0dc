/** Who may not log in at the old place. A ban that is not understood is told and never dropped: its row is skipped. */
import { plain, secondsOf } from './columns.ts'
import type { Row } from './read-file.ts'

/** `disabled`: since when, where that is known. */
export type Ban = { readonly isDisabled?: true, readonly disabled?: number }

const states = ['banned', 'disabled', 'blocked', 'suspended', 'locked', 'deleted', 'deactivated', 'inactive']
const good = ['active', 'enabled']

/** Any of the columns bans: an application that has two means both. */
export function banOf(row: Row): Ban | { readonly unclear: string } {
  let ban: Ban = {}
  for (const [name, value] of Object.entries(row)) {
    const found = isNothing(value) ? null : readColumn(plain(name), value, row)
    if (found === 'unclear') return { unclear: name }
    if (found !== null) ban = { ...ban, ...found }
  }
  // Of both the moment says more.
  return ban.disabled === undefined ? ban : { disabled: ban.disabled }
}

function readColumn(column: string, value: unknown, row: Row): Ban | 'unclear' | null {
  if (states.some((state) => column === `${state}at`)) return readMoment(value)
  const word = column.replace(/^is/, '')
  const isState = states.includes(word)
  if (!isState && !good.includes(word)) return null
  const is = isTrue(value)
  if (is === null) return 'unclear'
  return is !== isState || (word === 'banned' && isOver(row)) ? null : { isDisabled: true }
}

function readMoment(value: unknown): Ban | 'unclear' | null {
  if (isTrue(value) === false) return null
  const at = secondsOf(value)
  if (at === undefined || isTrue(value) === true) return 'unclear'
  return { disabled: Math.min(at, Math.floor(Date.now() / 1000)) }
}

/** better-auth leaves a ban that is over in its place. */
function isOver(row: Row): boolean {
  const ends = Object.entries(row).filter(([name, value]) => plain(name) === 'banexpires' && !isNothing(value)).map(([, value]) => secondsOf(value))
  return ends.length > 0 && ends.every((end) => end !== undefined && end <= Date.now() / 1000)
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** As SQLite, PostgreSQL, Python and people write it; null where it is neither. */
function isTrue(value: unknown): boolean | null {
  const text = ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value).trim().toLowerCase() : ''
  if (['true', 't', 'yes', 'y', '1', 'on'].includes(text)) return true
  return ['false', 'f', 'no', 'n', '0', 'off'].includes(text) ? false : null
}
