/** What columns of others mean: whose name it is, who is banned, and which numbers are ids. */
import { describe, expect, it } from 'vitest'
import { formats, type Read } from '../../src/server/import/formats.ts'
import type { Row, Source } from '../../src/server/import/read-file.ts'

async function read(format: string, tables: Readonly<Record<string, readonly Row[]>>): Promise<readonly Read[]> {
  const source: Source = {
    tables: Object.keys(tables),
    async* rows(table) {
      for (const [n, row] of (tables[table] ?? []).entries()) yield await Promise.resolve({ at: `row ${n + 1}`, row })
    },
    close: () => undefined,
  }
  const all: Read[] = []
  for await (const one of formats[format]?.(source, { withRoles: false }) ?? []) all.push(one)
  return all
}

async function userWith(columns: Row): Promise<Read | undefined> {
  return (await read('users', { user: [{ id: '1', username: 'mira', ...columns }] }))[0]
}

describe('the name of a user of better-auth', () => {
  it('is the one that is theirs, in the spelling that they show, and no name that they only show', async () => {
    const user = [
      { id: '1', username: 'mallory', displayUsername: 'Boss', email: 'm@example.com' }, { id: '2', username: 'boss', displayUsername: 'BOSS', email: 'b@example.com' },
      { id: '3', username: null, displayUsername: 'Boss', email: 'g@example.com' },
    ]
    expect((await read('better-auth', { user, account: [] })).map((one) => one.user?.username)).toEqual(['mallory', 'BOSS', 'g@example.com'])
  })
})

describe('a ban', () => {
  it.each([
    [{ banned: false, disabled: true }], [{ banned: 0, blocked: 1 }], [{ banned: 't' }], [{ disabled: 'TRUE' }], [{ is_disabled: 'yes' }], [{ isBanned: 'Y' }],
    [{ suspended: '1' }], [{ is_active: 0 }], [{ active: false }], [{ enabled: 'f' }], [{ deleted: true }],
    [{ banned: true, banExpires: '2020-01-01T00:00:00Z', disabled: true }], [{ banned: true, banExpires: 'soon' }],
  ])('by %j is one', async (columns) => {
    expect(await userWith(columns)).toMatchObject({ user: { isDisabled: true } })
  })

  it.each([[{ disabled_at: 1_700_000_000 }], [{ deletedAt: '2023-11-14T22:13:20Z' }], [{ banned_at: '1700000000000', banned: true }]])('by %j is one since then', async (columns) => {
    expect((await userWith(columns))?.user).toMatchObject({ disabled: 1_700_000_000 })
  })

  it.each([[{ banned: 'f', disabled: 'no' }], [{ is_active: 'true' }], [{ deleted_at: null, banned_at: '', disabled_at: 0 }], [{ banned: null }]])('is none by %j', async (columns) => {
    const user = (await userWith(columns))?.user
    expect([user?.isDisabled, user?.disabled]).toEqual([undefined, undefined])
    expect(user?.username).toBe('mira')
  })

  it.each([[{ banned: 'perhaps' }], [{ is_active: 'pending' }], [{ deleted_at: 'long ago' }], [{ disabled_at: true }], [{ blocked: {} }]])('that is not understood skips the row and is told: %j', async (columns) => {
    expect(await userWith(columns)).toMatchObject({ user: null, name: 'mira', why: expect.stringContaining(`"${Object.keys(columns)[0] ?? ''}"`) })
  })
})

describe('ids beyond what JSON numbers hold', () => {
  const [one, other] = [Number('1234567890123456789'), Number('1234567890123456790')]

  it('skip their row, and are told', async () => {
    expect(await read('users', { user: [{ id: one, username: 'mira' }, { id: '1234567890123456790', username: 'zoe' }] })).toMatchObject([
      { user: null, why: expect.stringContaining('2^53') }, { user: { username: 'zoe' } },
    ])
  })

  it('of those whose passwords they are refuse the file, so that nobody has the password of another', async () => {
    const account = [{ providerId: 'credential', userId: other, password: 'x' }]
    await expect(read('better-auth', { user: [{ id: '1', username: 'mira' }], account })).rejects.toThrow('"account" has ids of users that are beyond 2^53')
  })
})
