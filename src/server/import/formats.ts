/** Where users come from: which tables and columns hold them, and what was done to their passwords there. */
import type { ImportedUser } from '../../accounts/import-user.ts'
import { canonicalName } from '../../accounts/username.ts'
import { CommandError } from '../commands/command-error.ts'
import { idFrom, isLostNumber, pick, rolesOf, secondsOf, textOf } from './columns.ts'
import { banOf } from './bans.ts'
import type { Placed, Row, Source } from './read-file.ts'

export interface Choices {
  readonly table?: string | undefined
  readonly nameColumn?: string | undefined
  readonly passwordColumn?: string | undefined
  readonly withRoles: boolean
}

export type Read =
  | { readonly at: string, readonly user: ImportedUser }
  | { readonly at: string, readonly user: null, readonly name: string | null, readonly why: string }

export type Format = (source: Source, choices: Choices) => AsyncIterable<Read>

interface Shape {
  readonly name: string
  readonly users: readonly string[]
  readonly isNfkc: boolean
  /** Tables beside that of the users in which passwords are kept, and how a row of one is read. */
  readonly kept?: { readonly tables: readonly string[], read(row: Row): { readonly user: string, readonly hash: string, readonly name?: string } | null }
}

const lost = 'beyond 2^53, where JSON numbers become others: write ids as text'
const passwordColumns = ['password_hash', 'hashed_password', 'password', 'hash']

/** A password of better-auth is in the row of the account whose provider is `credential`. */
const betterAuth: Shape = {
  name: 'better-auth', users: ['user', 'users'], isNfkc: true,
  kept: {
    tables: ['account', 'accounts'],
    read(row) {
      const [user, hash] = [textOf(pick(row, ['userId'])), textOf(pick(row, ['password']))]
      return textOf(pick(row, ['providerId'])) !== 'credential' || user === null || hash === null ? null : { user, hash }
    },
  },
}

/** Lucia 2 keeps keys: `email:mira@example.com`, each with a hash. Lucia 3 leaves users to the application. */
const lucia: Shape = {
  name: 'lucia', users: ['user', 'users', 'auth_user'], isNfkc: true,
  kept: {
    tables: ['user_key', 'key', 'auth_key', 'user_keys'],
    read(row) {
      const [user, hash, id] = [textOf(pick(row, ['userId'])), textOf(pick(row, ['hashedPassword'])), textOf(pick(row, ['id']))]
      const name = id?.slice(id.indexOf(':') + 1)
      return user === null || hash === null ? null : { user, hash, ...(name !== undefined && { name }) }
    },
  },
}

/** Adapters keep users; a password is a column that the application added. */
const nextAuth: Shape = { name: 'next-auth', users: ['user', 'users'], isNfkc: false }
const plainUsers: Shape = { name: 'users', users: ['user', 'users'], isNfkc: false }

export const formats: Readonly<Record<string, Format>> = {
  'better-auth': (source, choices) => usersIn(source, betterAuth, choices),
  'next-auth': (source, choices) => usersIn(source, nextAuth, choices),
  'lucia': (source, choices) => usersIn(source, lucia, choices),
  'users': (source, choices) => usersIn(source, plainUsers, choices),
  'latchkey': readExport,
}

async function* usersIn(source: Source, shape: Shape, choices: Choices): AsyncIterable<Read> {
  const kept = await passwordsIn(source, shape)
  for await (const placed of source.rows(tableOf(source, shape.users, choices.table))) yield userIn(placed, { shape, choices, kept })
}

function tableOf({ tables }: Source, names: readonly string[], asked: string | undefined): string {
  if (tables.length === 0) return ''
  const wanted = asked === undefined ? names : [asked]
  const found = tables.find((one) => wanted.includes(one)) ?? tables.find((one) => wanted.includes(one.toLowerCase()))
  if (found === undefined) throw new CommandError(`There is no table ${wanted.map((one) => `"${one}"`).join(' or ')}; there are: ${tables.join(', ') || 'none'}. Name it with --table.`)
  return found
}

type Kept = ReadonlyMap<string, { readonly hash: string, readonly name?: string }>

async function passwordsIn(source: Source, { kept }: Shape): Promise<Kept> {
  const found = new Map<string, { readonly hash: string, readonly name?: string }>()
  const table = source.tables.find((one) => kept?.tables.includes(one.toLowerCase()) === true)
  if (kept === undefined || table === undefined) return found
  for await (const { row } of source.rows(table)) {
    if (row !== null && isLostNumber(pick(row, ['userId']))) throw new CommandError(`"${table}" has ids of users that are ${lost}.`)
    const read = row === null ? null : kept.read(row)
    // Of two keys the first names them; both have the same password.
    if (read !== null && !found.has(read.user)) found.set(read.user, read)
  }
  return found
}

function userIn({ at, row }: Placed, { shape, choices, kept }: { shape: Shape, choices: Choices, kept: Kept }): Read {
  if (row === null) return { at, user: null, name: null, why: 'it is no JSON object' }
  const { nameColumn, passwordColumn, withRoles } = choices
  const foreignId = pick(row, ['id', 'userId'])
  if (isLostNumber(foreignId)) return { at, user: null, name: null, why: `its id is ${lost}` }
  const id = textOf(foreignId)
  const own = id === null ? undefined : kept.get(id)
  const email = textOf(pick(row, ['email']))
  const username = nameColumn === undefined ? nameIn(row) ?? email ?? own?.name ?? null : textOf(pick(row, [nameColumn]))
  if (username === null) return { at, user: null, name: null, why: nameColumn === undefined ? 'it has neither a user name nor an address' : `it has nothing in "${nameColumn}"` }
  const hash = own?.hash ?? textOf(pick(row, passwordColumn === undefined ? passwordColumns : [passwordColumn])) ?? nested(row, shape)
  const created = secondsOf(pick(row, ['created_at', 'created']))
  const ban = banOf(row)
  if ('unclear' in ban) return { at, user: null, name: username, why: `what "${ban.unclear}" says is neither yes nor no nor a date, and they may be banned` }
  const user: ImportedUser = {
    id: idFrom(shape.name, id ?? username), username, email, passwordHash: hash, isNfkc: shape.isNfkc,
    ...(created !== undefined && { created }), ...ban,
    ...(withRoles && { roles: rolesOf(pick(row, ['roles', 'role'])) }),
  }
  return { at, user }
}

/** A display name is anybody's to choose: it gives the spelling of the name that is theirs, and no other (better-auth). */
function nameIn(row: Row): string | null {
  const name = textOf(pick(row, ['username', 'user_name', 'login']))
  const shown = textOf(pick(row, ['displayUsername']))
  return name !== null && shown !== null && canonicalName(shown) === canonicalName(name) ? shown : name
}

/** One user a line may carry its accounts in itself. */
function nested(row: Row, { kept }: Shape): string | null {
  const accounts = pick(row, ['accounts', 'account'])
  const list: readonly unknown[] = Array.isArray(accounts) ? accounts : []
  const rows = list.filter((one): one is Row => typeof one === 'object' && one !== null)
  return rows.map((one) => kept?.read({ userId: 'their own', ...one })?.hash ?? null).find((hash) => hash !== null) ?? null
}

/** Our own export: every member by its own name, and nothing guessed. */
async function* readExport(source: Source): AsyncIterable<Read> {
  if (source.tables.length > 0) throw new CommandError('An export of ours is JSON Lines; for a copy of the database there is latchkey restore.')
  let isWhole = false
  for await (const { at, row } of source.rows('')) {
    if (row === null) yield { at, user: null, name: null, why: 'it is no JSON object' }
    else if (row['type'] === 'user') yield exported(at, row)
    else if (row['type'] === 'latchkey' && row['version'] !== 1) throw new CommandError(`It is of version ${String(row['version'])}, and this program knows version 1.`)
    isWhole = row?.['type'] === 'end'
  }
  if (!isWhole) yield { at: 'the end', user: null, name: null, why: 'the last line of an export is missing: it was cut short' }
}

function exported(at: string, row: Row): Read {
  const [created, disabled, changed] = ['created_at', 'disabled_at', 'password_changed_at'].map((name) => secondsOf(row[name]))
  const username = textOf(row['username']) ?? ''
  if (disabled === undefined && (row['disabled_at'] ?? null) !== null) return { at, user: null, name: username, why: 'its "disabled_at" is no moment' }
  const preferences: unknown = row['preferences']
  const user: ImportedUser = {
    id: textOf(row['id']) ?? '', username, email: textOf(row['email']), passwordHash: textOf(row['password_hash']),
    roles: rolesOf(row['roles']), disabled: disabled ?? null, ...(created !== undefined && { created }), ...(changed !== undefined && { passwordChanged: changed }),
    ...(typeof preferences === 'object' && preferences !== null && { preferences }),
  }
  return { at, user }
}
