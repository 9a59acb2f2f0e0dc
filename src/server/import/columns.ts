/** Reads the columns of others: the same thing has many names, and a moment many spellings. */
import { createHash } from 'node:crypto'
import type { Row } from './read-file.ts'

/** The first column that is there and holds something: `emailVerified` is `email_verified` too. */
export function pick(row: Row, names: readonly string[]): unknown {
  const columns = Object.entries(row).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return names.map((name) => columns.find(([column]) => plain(column) === plain(name))?.[1]).find((value) => value !== undefined)
}

export function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null
}

/** JSON keeps whole numbers up to 2^53: beyond it two users would have one id. */
export function isLostNumber(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
}

/** Seconds, milliseconds, or a date; undefined where it is none. */
export function secondsOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number) && number > 0) return Math.floor(number > 1e11 ? number / 1000 : number)
  const at = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(at) || at < 0 ? undefined : Math.floor(at / 1000)
}

/** `admin,editor`, `["admin"]`, or a list. */
export function rolesOf(value: unknown): readonly string[] {
  const list: unknown = typeof value === 'string' && value.startsWith('[') ? parsed(value) : value
  if (Array.isArray(list)) return list.map(String)
  return typeof list === 'string' ? list.split(',').map((role) => role.trim()).filter((role) => role !== '') : []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The same for the same user each time, so that an import can be repeated. No secret: an id opens nothing. */
export function idFrom(source: string, id: string): string {
  return createHash('sha256').update(`latchkey import\0${source}\0${id}`).digest('base64url').slice(0, 22)
}
