import { randomBytes } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Keys, KeyUse, SigningAlgorithm, Store } from '../../../src/contracts.ts'
import { sealingKeys } from '../../../src/core/key-ring/deployment-secret.ts'
import { rotateKey } from '../../../src/core/key-ring/turn-keys.ts'
import { limitsFrom } from '../../../src/core/limits.ts'
import { KeyRingError, openKeyRing } from '../../../src/core/key-ring.ts'
import { exportSecret } from '../../../src/crypto/key-material.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { sqliteStore } from '../../../src/stores/sqlite.ts'
import { secret, start } from '../../support/instance.ts'
import { ask, openLogin, showing } from '../logins.ts'
import { addUser, newFile, startSystem, type System } from '../system.ts'

const uses: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie', 'throttle']
const [older, newer] = [secret, randomBytes(32).toString('base64url')]

async function openRing(
  store: Store,
  secrets: string | readonly string[] = secret,
  jwtAlgorithm: SigningAlgorithm = 'EdDSA',
) {
  const limits = limitsFrom()
  return (await openKeyRing({ store, clock: () => start, sealing: sealingKeys(secrets), jwtAlgorithm, limits })).keys()
}

async function newStore(): Promise<Store> {
  const store = memoryStore()
  await store.open()
  return store
}

/** Name and secret part of the current key of each use. */
function currents(keys: Keys): string[] {
  return uses.map((use) => `${use} ${keys.current(use).kid} ${exportSecret(keys.current(use)).toString('hex')}`)
}

describe('the key ring', () => {
  it('F-01: has a key of its own for each use, and no two share their bytes', async () => {
    const keys = await openRing(await newStore())
    expect(new Set(uses.map((use) => exportSecret(keys.current(use)).toString('hex'))).size).toBe(uses.length)
    expect(uses.map((use) => keys.current(use).algorithm)).toEqual(['EdDSA', 'A256GCM', 'HKDF', 'HKDF', 'HKDF', 'HKDF'])
  })

  it('is made once: who opens it later gets the same keys and writes nothing', async () => {
    const store = await newStore()
    const first = await openRing(store)
    let commits = 0
    const second = await openRing({ ...store, commit: (writes) => store.commit(writes).finally(() => { commits++ }) })
    expect(currents(second)).toEqual(currents(first))
    expect(commits).toBe(0)
  })

  it('is one ring for ten who open it at once on one file', async () => {
    const file = newFile()
    const opened = await Promise.all(Array.from({ length: 10 }, async () => {
      const store = sqliteStore({ file })
      onTestFinished(() => store.close())
      await store.open()
      return currents(await openRing(store))
    }))
    expect(new Set(opened.map((ring) => ring.join('\n'))).size).toBe(1)
  })

  it('is the same ring when it is read again and nothing turned, and another when something did', async () => {
    const { core } = await startSystem()
    const { ring } = core
    const before = ring.keys()
    await ring.read()
    expect(ring.keys()).toBe(before)
    await rotateKey(core, 'jwt')
    expect(ring.keys()).not.toBe(before)
  })

  it('finds a key by its exact use and name, and has none that was not made', async () => {
    const keys = await openRing(await newStore())
    const { kid } = keys.current('token')
    expect(keys.find('token', kid)?.kid).toBe(kid)
    expect([keys.find('jwt', kid), keys.find('token', `${kid}0`), keys.find('token', '')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(uses.map((use) => keys.all(use).length)).toEqual(uses.map(() => 1))
  })

  it('B-02: leaves no private part in the store that could be read without the secret', async () => {
    const store = await newStore()
    const keys = await openRing(store)
    const rows = JSON.stringify(await store.listKeys())
    for (const use of uses) {
      const bytes = exportSecret(keys.current(use))
      for (const spelling of ['hex', 'base64', 'base64url'] as const)
        expect(rows).not.toContain(bytes.toString(spelling).slice(0, 24))
    }
    expect(rows).not.toContain(secret)
  })
})

describe('a sealed key', () => {
  it('does not open in the row of another, though one secret sealed both', async () => {
    const store = await newStore()
    const keys = await openRing(store)
    const rows = new Map((await store.listKeys()).map((row) => [row.use, row]))
    const [token, refresh] = [rows.get('token')?.sealed ?? '', rows.get('refresh')?.sealed ?? '']
    await store.commit([
      { do: 'update', table: 'key', id: keys.current('token').kid, if: {}, set: { sealed: refresh } },
      { do: 'update', table: 'key', id: keys.current('refresh').kid, if: {}, set: { sealed: token } },
    ])
    await expect(openRing(store)).rejects.toThrow(KeyRingError)
  })

  it.each([
    { use: 'refresh', state: 'previous' }, { algorithm: 'HS256' }, { algorithm: 'A256GCM' },
  ] as const)('does not open as %o', async (set) => {
    const store = await newStore()
    const { kid } = (await openRing(store)).current('cookie')
    expect(await store.commit([{ do: 'update', table: 'key', id: kid, if: {}, set }])).toEqual({ ok: true })
    await expect(openRing(store)).rejects.toThrow(kid)
  })

  it.each(['', 'x', 'AAAA', '='])('that is %j stops the start', async (sealed) => {
    const store = await newStore()
    const { kid } = (await openRing(store)).current('jwt')
    await store.commit([{ do: 'update', table: 'key', id: kid, if: {}, set: { sealed } }])
    await expect(openRing(store)).rejects.toThrow(KeyRingError)
  })

  it('that no configured secret opens stops the start, and is named, and no secret is', async () => {
    const store = await newStore()
    const { kid } = (await openRing(store, older)).current('jwt')
    const refusal: unknown = await openRing(store, newer).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(KeyRingError)
    expect(String(refusal)).toMatch(/"[\w-]+" \(\w+\); was LATCHKEY_SECRET replaced/)
    expect((await store.listKeys()).some((row) => row.kid === kid)).toBe(true)
    expect(String(refusal)).not.toContain(newer)
  })
})

/** A login by each carrier, and what they are told by an instance on the same store. */
async function askersOf(system: System) {
  const user = await addUser(system)
  const issued = await Promise.all(
    (['cookie', 'jwt', 'token'] as const).map((carrier) => openLogin(system, user, { carrier })),
  )
  return (later: System) => Promise.all(issued.map((one) => ask(later, showing(one))))
}

describe('LATCHKEY_SECRET', () => {
  it('F-01: is rotated, and logs nobody out', async () => {
    const store = await newStore()
    const askThem = await askersOf(await startSystem({ store, secret: older }))
    const before = currents(await openRing(store, older))
    expect(await askThem(await startSystem({ store, secret: [newer, older] }))).toEqual(['ok', 'ok', 'ok'])
    expect(await askThem(await startSystem({ store, secret: newer }))).toEqual(['ok', 'ok', 'ok'])
    expect(currents(await openRing(store, newer))).toEqual(before)
  })

  it('that was rotated away opens nothing any more', async () => {
    const store = await newStore()
    await openRing(store, older)
    await openRing(store, [newer, older])
    await expect(openRing(store, older)).rejects.toThrow(KeyRingError)
  })

  it('is rotated by ten at once, on one file, and all read the same ring after it', async () => {
    const file = newFile()
    const open = async (secrets: readonly string[]) => {
      const store = sqliteStore({ file })
      onTestFinished(() => store.close())
      await store.open()
      return currents(await openRing(store, secrets)).join('\n')
    }
    const before = await open([older])
    const after = await Promise.all(Array.from({ length: 10 }, () => open([newer, older])))
    expect(new Set([before, ...after]).size).toBe(1)
    expect(await open([newer])).toBe(before)
  })
})

describe('another algorithm for JWTs', () => {
  const pairs: readonly (readonly [SigningAlgorithm, SigningAlgorithm, string])[] = [
    ['EdDSA', 'ES256', 'ok'], ['ES256', 'EdDSA', 'ok'],
    // A public key and the secret of an HMAC are never in one house (algorithm confusion): these end.
    ['EdDSA', 'HS256', 'credential_invalid'], ['HS256', 'EdDSA', 'credential_invalid'],
  ]

  it.each(pairs)('from %s to %s makes one new key, and the old JWTs are told %s', async (from, to, told) => {
    const store = await newStore()
    const before = await startSystem({ store, jwtAlgorithm: from })
    const user = await addUser(before)
    const old = await openLogin(before, user, { carrier: 'jwt' })
    const after = await startSystem({ store, jwtAlgorithm: to })
    expect(await ask(after, showing(old))).toBe(told)
    expect(await ask(after, showing(await openLogin(after, user, { carrier: 'jwt' })))).toBe('ok')
    const rows = (await store.listKeys()).filter((row) => row.use === 'jwt')
    expect(new Set(rows.map((row) => `${row.algorithm} ${row.state}`))).toEqual(
      new Set([`${from} previous`, `${to} current`]),
    )
  })
})
