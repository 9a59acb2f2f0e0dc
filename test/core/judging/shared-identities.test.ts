import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Found, SharedCache } from '../../../src/contracts.ts'
import { createCircuit } from '../../../src/core/parts/circuit.ts'
import { createIdentityCache } from '../../../src/core/judging/identity-cache.ts'
import { shareIdentities } from '../../../src/core/judging/shared-identities.ts'

const now = 1_767_225_600
const key = createSecretKey(randomBytes(32))
const digest = 'd'.repeat(43)
const found: Found = {
  secret: {
    digest, purpose: 'session', session: 's', user: null, generation: 0, kid: null, created: now, expires: now + 9999,
    consumed: null, lastUsed: null, detail: null,
  },
  session: {
    id: 's', subject: 'u', carrier: 'cookie', scope: null, root: null, data: '{"cart":["a book"]}', dataVersion: 1, created: now,
    authTime: now, lastSeen: now, idle: 7200, absoluteEnd: now + 9999, remember: false, epoch: 1, address: null, agent: null,
  },
  user: {
    id: 'u', username: 'mira', canonical: 'mira', email: null, password: '$argon2id$…', roles: ['editor'], created: now,
    disabled: null, epoch: 1, version: 1, passwordChanged: now, preferences: {},
  },
}

/** Nodes at their own times, over one map. */
function made() {
  const texts = new Map<string, string>()
  const cache: SharedCache = {
    get: (name) => Promise.resolve(texts.get(name) ?? null),
    set(name, text) {
      texts.set(name, text)
      return Promise.resolve()
    },
  }
  const node = (at: number | (() => number), sealing = [key], place = 'https://app.example\nfirst') => {
    const clock = typeof at === 'number' ? () => at : at
    const circuit = createCircuit({ name: 'cache', elapsed: () => 0, report: () => {} })
    return shareIdentities({ own: createIdentityCache(clock, 10), cache, circuit, sealing, clock, place: () => place })
  }
  return { texts, node }
}

async function kept() {
  const { texts, node } = made()
  node(now).keep(found)
  await expect.poll(() => texts.size).toBe(1)
  const text = texts.get(digest) ?? ''
  return { texts, node, text }
}

describe('identities that nodes share', () => {
  it('are found by another node, without session data and without the hash of a password', async () => {
    const { node } = await kept()
    expect(await node(now).find(digest)).toEqual({
      ...found, session: { ...found.session, data: null }, user: { ...found.user, password: null },
    })
  })

  it('stand in the cache sealed: nobody reads a name or a role there', async () => {
    const { text } = await kept()
    expect(text).toMatch(/^1767225600\.[\w-]+$/)
    expect(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toMatch(/mira|editor|argon|book/)
  })

  it.each([[-1, false], [0, true], [29, true], [30, false]])('at an age of %i s are good: %s', async (age, isGood) => {
    const { node } = await kept()
    expect(await node(now + age).find(digest) !== undefined).toBe(isGood)
  })

  it('live no longer for having been found: their age goes along', async () => {
    const { texts, node } = await kept()
    let time = now + 20
    const other = node(() => time)
    expect(await other.find(digest)).toBeDefined()
    texts.clear()
    time = now + 29
    expect(await other.find(digest)).toBeDefined()
    time = now + 30
    expect(await other.find(digest)).toBeUndefined()
  })

  it.each([
    ['a store that was taken back', 'https://app.example\nsecond'], ['another instance', 'https://staging.example\nfirst'],
  ])('of %s are none, though it has the same secret and the same cache', async (_, place) => {
    const { node } = await kept()
    expect(await node(now, [key], place).find(digest)).toBeUndefined()
  })

  it('of this process alone are forgotten when its log begins anew', async () => {
    const { texts, node } = await kept()
    const own = node(now)
    expect(await own.find(digest)).toBeDefined()
    texts.clear()
    own.clear()
    expect(await own.find(digest)).toBeUndefined()
  })

  it('that somebody changed, moved, made younger or made up open nothing', async () => {
    const { texts, node, text } = await kept()
    const flipped = text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA')
    const odds = ['', 'x', '.', `${now}.`, `${now}.AAAA`, flipped, text.replace(`${now}`, `${now + 1}`), `0${text}`, `${text}.`]
    for (const odd of odds) {
      texts.set(digest, odd)
      expect(await node(now + 1).find(digest)).toBeUndefined()
    }
    texts.set('e'.repeat(43), text)
    expect(await node(now).find('e'.repeat(43))).toBeUndefined()
  })

  it('of a deployment with another secret open nothing, and outlive the rotation of one', async () => {
    const { node } = await kept()
    const other = createSecretKey(randomBytes(32))
    expect(await node(now, [other]).find(digest)).toBeUndefined()
    expect(await node(now, [other, key]).find(digest)).toBeDefined()
  })

  it('of nobody, as a visitor is, are not kept', async () => {
    const { texts, node } = made()
    node(now).keep({ ...found, user: null })
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    expect(texts.size).toBe(0)
  })
})
