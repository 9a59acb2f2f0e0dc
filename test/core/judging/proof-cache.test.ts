/** C-15: what is remembered as authentic, and how little that is worth by itself. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Carrier, Keys, Statement, TokenFormat } from '../../../src/contracts.ts'
import { createProofCache } from '../../../src/core/judging/proof-cache.ts'
import { dropKey } from '../../../src/core/key-ring/turn-keys.ts'
import { authenticate } from '../../../src/core/authenticate.ts'
import { commit } from '../../../src/core/commit.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { endSession } from '../../../src/core/session/sessions.ts'
import { ask, openLogin, showing } from '../logins.ts'
import { addUser, startSystem, type System } from '../system.ts'

const keys = (): Keys => ({ current: () => { throw new Error('none') }, find: () => undefined, all: () => [] })
const format = (name: string): TokenFormat => ({ name, kind: 'statement', accepts: () => true, issue: () => ({ credential: '' }), verify: () => null })
const statement = (credential: string): Statement => ({
  purpose: 'access', issuer: 'i', audience: 'a', subject: 's', session: 'x', credential, issuedAt: 1, expiresAt: 2, authTime: 1, epoch: 1, version: 1, scope: ['a'], roles: ['r'],
})

describe('the cache', () => {
  const [ring, sole] = [keys(), format('one')]
  const at = (credential: string, more: object = {}) => ({ keys: ring, format: sole, credential, ...more })

  it.each([1, 2, 3, 10, 1001])('holds %d at most, and those that are asked for stay', (most) => {
    const cache = createProofCache(most)
    const asked: (string | undefined)[] = []
    for (let n = 0; n < 3 * most; n++) {
      cache.keep(at(`t${n}`), statement(`t${n}`))
      asked.push(cache.find(at('t0'))?.credential)
    }
    expect(most < 4 || asked.every((one) => one === 't0')).toBe(true)
    const held = Array.from({ length: 3 * most }, (_, n) => cache.find(at(`t${n}`))).filter((found) => found !== undefined)
    expect(held.length).toBeGreaterThan(0)
    expect(held.length).toBeLessThanOrEqual(most)
  })

  it('finds by the whole credential: neither a beginning, nor an end, nor another case', () => {
    const cache = createProofCache(10)
    const long = `${'x'.repeat(8000)}.signature`
    cache.keep(at(long), statement('long'))
    for (const near of [long.slice(0, -1), `${long}=`, long.slice(1), long.toUpperCase(), `${'x'.repeat(8000)}.signaturf`, '', '__proto__']) expect(cache.find(at(near))).toBeUndefined()
    expect(cache.find(at(long))?.credential).toBe('long')
  })

  it('is empty for another key set, and for another format', () => {
    const cache = createProofCache(10)
    cache.keep(at('t'), statement('t'))
    expect(cache.find(at('t', { format: format('one') }))).toBeUndefined()
    expect(cache.find(at('t', { keys: keys() }))).toBeUndefined()
    expect(cache.find(at('t'))).toBeUndefined()
  })

  it('keeps nothing where it is told to', () => {
    const cache = createProofCache(0)
    cache.keep(at('t'), statement('t'))
    expect(cache.find(at('t'))).toBeUndefined()
  })

  it('hands out what nobody can change', () => {
    const cache = createProofCache(2)
    cache.keep(at('t'), statement('t'))
    const found = cache.find(at('t')) as unknown as { subject: string, roles: string[], scope: string[] } // as a careless program has it
    expect(() => { found.subject = 'root' }).toThrow(TypeError)
    expect(() => { found.roles.push('admin') }).toThrow(TypeError)
    expect(() => { found.scope.push('admin') }).toThrow(TypeError)
  })
})

describe.each(['jwt', 'token'] as const)('a %s that is remembered', (carrier) => {
  let system: System
  let verified: number
  beforeEach(async () => {
    const plain = await startSystem()
    verified = 0
    const counted = (one: Carrier): Carrier => ({ ...one, format: { ...one.format, verify: (credential, ring) => { verified++; return one.format.verify(credential, ring) } } })
    system = await startSystem({ carriers: plain.core.carriers.map(counted) })
  })
  const login = async () => openLogin(system, await addUser(system), { carrier })
  const said = async (issued: Awaited<ReturnType<typeof login>>) => ask(system, showing(issued))

  it('is proved once', async () => {
    const issued = await login()
    for (let n = 0; n < 5; n++) expect(await said(issued)).toBe('ok')
    expect(verified).toBe(1)
  })

  it('is refused as soon as its session ends', async () => {
    const issued = await login()
    await said(issued)
    await commit(system.core, async () => ({ answer: null, writes: endSession(system.core, issued.session, { from: nowhere, reason: 'test' }) }))
    expect([await said(issued), verified]).toEqual(['session_revoked', 1])
  })

  it('is refused as soon as it ends', async () => {
    const issued = await login()
    await said(issued)
    system.pass(629)
    expect(await said(issued)).toBe('ok')
    system.pass(1)
    expect(await said(issued)).toBe('credential_expired')
  })

  it('is refused as soon as its key is dropped', async () => {
    const issued = await login()
    await said(issued)
    const { kid } = system.core.keys().current(carrier)
    expect(await dropKey(system.core, kid)).toBe(true)
    expect(await said(issued)).toBe('credential_invalid')
  })

  it('is no other that begins or ends like it', async () => {
    const issued = await login()
    await said(issued)
    const { credential } = issued
    const flipped = credential.slice(0, -1) + (credential.endsWith('A') ? 'B' : 'A')
    for (const near of [flipped, credential.slice(0, -1), `${credential}A`]) {
      const outcome = await authenticate(system.core, showing({ ...issued, credential: near }))
      expect(outcome).toEqual({ status: 'refused', reason: 'credential_invalid' })
    }
  })
})
