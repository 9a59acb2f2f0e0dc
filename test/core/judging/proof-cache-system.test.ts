import { describe, expect, it } from 'vitest'
import type { Keys, Statement, Store, TokenFormat } from '../../../src/contracts.ts'
import { authenticate } from '../../../src/core/authenticate.ts'
import { logout } from '../../../src/core/session/endings.ts'
import { rotateKey } from '../../../src/core/key-ring/turn-keys.ts'
import { createProofCache } from '../../../src/core/judging/proof-cache.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { ask, openLogin, showing, withBearer } from '../logins.ts'
import { addUser, startSystem, type System } from '../system.ts'

const statement: Statement = {
  issuer: 'a', audience: 'a', purpose: 'access', subject: 's', session: 'x', credential: 'c', issuedAt: 0, expiresAt: 1,
  authTime: 0, epoch: 1, version: 1, scope: null, roles: [],
}
const keys: Keys = { current: () => { throw new RangeError('none') }, find: () => undefined, all: () => [] }
const format = { name: 'made', kind: 'statement' } as unknown as TokenFormat // told apart by identity alone

/** The system, and how often its formats were asked to verify. */
async function counted(): Promise<{ system: System, verified: () => number, calls: () => string[] }> {
  const calls: string[] = []
  const store = memoryStore()
  const verbs = Object.entries(store).map(([name, verb]) => [name, typeof verb !== 'function' ? verb : (...asked: never[]): unknown => {
    calls.push(name)
    return (verb as (...all: never[]) => unknown)(...asked) // as it stands
  }])
  const system = await startSystem({ store: Object.fromEntries(verbs) as Store }) // each verb answers what it did
  let verified = 0
  const carriers = system.core.carriers.map((carrier) => ({
    ...carrier, format: { ...carrier.format, verify: (text: string, at: Keys) => {
      verified += 1
      return carrier.format.verify(text, at)
    } },
  }))
  return { system: { ...system, core: { ...system.core, carriers } }, verified: () => verified, calls: () => calls.splice(0) }
}

describe.each(['jwt', 'token'] as const)('C-15: a %s that was proved before', (carrier) => {
  it('is not proved again, and on a stateless route the store is not asked', async () => {
    const { system, verified, calls } = await counted()
    const issued = await openLogin(system, await addUser(system), { carrier })
    calls()
    for (let n = 0; n < 10; n++) expect(await ask(system, showing(issued), { freshness: 'stateless' })).toBe('ok')
    expect(await ask(system, showing(issued), { freshness: 'revocable' })).toBe('ok')
    expect([verified(), calls()]).toEqual([1, []])
  })

  it('is refused at once when its session is over', async () => {
    const { system } = await counted()
    const issued = await openLogin(system, await addUser(system), { carrier })
    expect(await ask(system, showing(issued))).toBe('ok')
    expect((await logout(system.core, showing(issued, 'POST'), null)).ok).toBe(true)
    expect(await ask(system, showing(issued))).toBe('session_revoked')
  })

  it.each([[600 + 29, 'ok'], [600 + 30, 'credential_expired'], [600 + 31, 'credential_expired']] as const)(
    'is never believed past its end: %i s after it was issued it is told %s', async (seconds, told) => {
      const { system } = await counted()
      const issued = await openLogin(system, await addUser(system), { carrier })
      expect(await ask(system, showing(issued), { freshness: 'stateless' })).toBe('ok')
      system.pass(seconds)
      expect(await ask(system, showing(issued), { freshness: 'stateless' })).toBe(told)
    },
  )

  it('is proved again under another key set', async () => {
    const { system, verified } = await counted()
    const issued = await openLogin(system, await addUser(system), { carrier })
    await ask(system, showing(issued))
    await rotateKey(system.core, carrier)
    expect(await ask(system, showing(issued))).toBe('ok')
    expect(verified()).toBe(2)
  })

  it('is told by no prefix, no other spelling and nothing that looks like it', async () => {
    const { system } = await counted()
    const issued = await openLogin(system, await addUser(system), { carrier })
    const { credential } = issued
    expect(await ask(system, showing(issued))).toBe('ok')
    const last = credential.at(-1) === 'A' ? 'B' : 'A'
    const others = [
      credential.slice(0, -1), credential.slice(0, -1) + last, `${credential}A`, credential.toLowerCase(), `${credential}=`,
      credential.slice(0, 20), credential.replace(/.{10}$/, 'AAAAAAAAAA'), '__proto__', 'constructor', 'hasOwnProperty',
    ]
    for (const other of others) expect(await ask(system, withBearer(other), { freshness: 'stateless' })).toBe('credential_invalid')
    expect(await ask(system, showing(issued))).toBe('ok')
  })

  it('is not changed by whoever was told of it', async () => {
    const { system } = await counted()
    const issued = await openLogin(system, await addUser(system, 'mira', { roles: ['reader'] }), { carrier })
    for (let n = 0; n < 2; n++) {
      const outcome = await authenticate(system.core, showing(issued), { freshness: 'stateless' })
      const roles = outcome.status === 'authenticated' ? outcome.principal.roles : []
      expect(roles).toEqual(['reader'])
      expect(() => { (roles as string[]).push('admin') }).toThrow(TypeError) // an application in JavaScript may try
    }
  })
})

describe('C-15: what is remembered', () => {
  it.each([1, 2, 7, 100, 1000])('is %i at most, whoever asks for how much', (most) => {
    const cache = createProofCache(most)
    const all = Array.from({ length: 5 * most + 10 }, (_, n) => `credential-${n}`)
    const formats = [format, { ...format }, { ...format }]
    for (const [n, credential] of all.entries()) cache.keep({ keys, format: formats[n % 3] ?? format, credential }, { ...statement })
    expect(cache.size).toBeLessThanOrEqual(most)
    const held = all.filter((credential) => formats.some((one) => cache.find({ keys, format: one, credential }) !== undefined))
    expect(held.length).toBeLessThanOrEqual(most)
    expect(held).toContain(all.at(-1))
  })

  it('stays while it is asked for, and others come and go', () => {
    const cache = createProofCache(10)
    const mine = { keys, format, credential: 'mine' }
    cache.keep(mine, { ...statement })
    for (let n = 0; n < 1000; n++) {
      for (const other of ['a', 'b', 'c']) cache.keep({ keys, format, credential: `${other}-${n}` }, { ...statement })
      expect(cache.find(mine)).toBeDefined()
    }
  })

  it('is nothing where nothing may be, and of no other format and no other key set', () => {
    const at = { keys, format, credential: 'x' }
    const none = createProofCache(0)
    none.keep(at, { ...statement })
    expect([none.find(at), none.size]).toEqual([undefined, 0])
    const cache = createProofCache(10)
    cache.keep(at, { ...statement })
    expect(cache.find({ ...at, format: { ...format } })).toBeUndefined()
    expect(cache.find({ ...at, keys: { ...keys } })).toBeUndefined()
    // The key set of before does not bring back what it proved.
    expect(cache.find(at)).toBeUndefined()
    for (const credential of ['__proto__', 'constructor', 'toString', '']) expect(cache.find({ ...at, credential })).toBeUndefined()
  })
})
