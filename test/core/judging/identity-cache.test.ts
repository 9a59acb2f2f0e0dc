import { describe, expect, it } from 'vitest'
import type { Found, Secret, Session, User } from '../../../src/contracts.ts'
import { createIdentityCache } from '../../../src/core/judging/identity-cache.ts'
import { secret, session, user } from '../../../src/testing/store/rows.ts'

function found(digest: string, changes: Partial<Found> = {}): Found {
  return {
    secret: secret(digest, { session: 'session' }), session: session('session', { subject: 'user', data: '{"cart":1}' }),
    user: user('user'), ...changes,
  }
}

function cache(size = 10) {
  let now = 1000
  return { identities: createIdentityCache(() => now, size), pass: (seconds: number) => { now += seconds } }
}

describe('the identity cache', () => {
  it('recalls for 30 seconds, and not a second longer', () => {
    const { identities, pass } = cache()
    identities.keep(found('a'))
    pass(29)
    expect(identities.find('a')?.user?.id).toBe('user')
    pass(1)
    expect(identities.find('a')).toBeUndefined()
  })

  it('holds no session data', () => {
    const { identities } = cache()
    identities.keep(found('a'))
    expect(identities.find('a')?.session?.data).toBeNull()
    identities.see('a', 1010)
    expect(identities.find('a')?.session).toMatchObject({ data: null, lastSeen: 1010 })
  })

  it.each<[string, Partial<Session>, Partial<User>, Partial<Secret>]>([
    ['last seen', { lastSeen: 1001 }, {}, {}], ['a new proof', { authTime: 1000 }, {}, {}], ['a session that was lifted', { epoch: 7 }, {}, {}],
    ['roles', {}, { roles: ['editor'] }, {}], ['a version', {}, { version: 7 }, {}], ['a raised epoch', {}, { epoch: 7 }, {}],
    ['a disabled account', {}, { disabled: 1000 }, {}], ['a credential that was used up', {}, {}, { consumed: 1000 }],
    ['a credential with a new end', {}, {}, { expires: 1001 }], ['a credential of another origin', {}, {}, { detail: 'https://other.example' }],
  ])('keeps what is read again in the same second: %s', (_, ofSession, ofUser, ofSecret) => {
    const { identities } = cache()
    const first = found('a', { session: session('session', { subject: 'user' }) })
    identities.keep(first)
    identities.keep({
      secret: { ...first.secret, ...ofSecret }, session: { ...session('session', { subject: 'user' }), ...ofSession },
      user: { ...user('user'), roles: first.user?.roles ?? [], ...ofUser },
    })
    expect(identities.find('a')).toMatchObject({ secret: ofSecret, session: ofSession, user: ofUser })
  })

  it('does not keep again what is the same as it was, though its rows are made anew', () => {
    const { identities } = cache()
    const first = found('a')
    identities.keep(first)
    const kept = identities.find('a')
    identities.keep({ secret: { ...first.secret }, session: first.session && { ...first.session }, user: first.user })
    expect(identities.find('a')).toBe(kept)
  })

  it('is no younger because a session was seen: it is read again after 30 seconds, however active it is', () => {
    const { identities, pass } = cache()
    identities.keep(found('a'))
    for (let n = 0; n < 3; n++) {
      pass(10)
      identities.see('a', 1000 + 10 * (n + 1))
    }
    expect(identities.find('a')).toBeUndefined()
  })

  it('keeps neither a visitor, a key nor anything at all where it has no room', () => {
    const { identities } = cache()
    identities.keep(found('a', { user: null }))
    identities.keep(found('b', { session: null }))
    identities.see('c', 1000)
    const none = cache(0).identities
    none.keep(found('d'))
    expect(['a', 'b', 'c'].map((digest) => identities.find(digest))).toEqual([undefined, undefined, undefined])
    expect(none.find('d')).toBeUndefined()
  })

  it('lets the oldest go where it is full', () => {
    const { identities } = cache(2)
    for (const digest of ['a', 'b', 'a', 'c']) identities.keep(found(digest))
    expect(['a', 'b', 'c'].map((digest) => identities.find(digest) !== undefined)).toEqual([true, false, true])
  })

  it('forgets what a clock that was set back would keep too long, and all when it is told to', () => {
    const { identities, pass } = cache()
    identities.keep(found('a'))
    pass(-1)
    expect(identities.find('a')).toBeUndefined()
    identities.keep(found('b'))
    identities.clear()
    expect(identities.find('b')).toBeUndefined()
  })
})
