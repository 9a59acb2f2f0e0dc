import { describe, expect, it } from 'vitest'
import { authenticate } from '../../../src/core/authenticate.ts'
import { carrier } from '../../../src/core/carriers.ts'
import { randomSecret } from '../../../src/crypto/random.ts'
import { bearer } from '../../../src/transports/bearer.ts'
import { start } from '../../support/instance.ts'
import { ask, openLogin, withBearer, withCookie } from '../logins.ts'
import { addUser, cutOff, startSystem } from '../system.ts'

const hour = 3600

describe('a session cookie', () => {
  it('is refused before the store is asked where it has another shape', async () => {
    const blind = cutOff(await startSystem())
    for (const value of ['', 'x', 'lk_se_', `lk_se_${'A'.repeat(44)}`, `lk_se_${'A'.repeat(42)}B`, 'x'.repeat(8192)]) {
      expect(await ask(blind, withCookie(value))).toBe('credential_invalid')
    }
  })

  it.each(['stateless', 'revocable', 'authoritative'] as const)(
    'B-04: of the right shape that nobody was given is nobody, on a route that is %s',
    async (freshness) => {
      const system = await startSystem()
      const { id } = await addUser(system)
      expect(await ask(system, withCookie(`lk_se_${randomSecret()}`), { freshness })).toBe('credential_invalid')
      expect(await system.store.listSessions(id, 0, { limit: 10 })).toEqual([])
    },
  )

  it('answers who it is, read with the session: one query', async () => {
    const system = await startSystem()
    const user = await addUser(system, 'mira', { roles: ['admin'] })
    const { credential, session } = await openLogin(system, user, { carrier: 'cookie' })
    expect(await authenticate(system.core, withCookie(credential))).toEqual({
      status: 'authenticated',
      principal: {
        subject: user.id, session: session.id, carrier: 'cookie', credential: null, roles: ['admin'], scope: null,
        authTime: start, expiresAt: start + 2 * hour,
      },
    })
  })

  it.each([
    ['was consumed', { consumed: start }, 'credential_invalid'],
    ['is for something else', { purpose: 'refresh' }, 'credential_invalid'],
    ['has ended', { expires: start }, 'credential_expired'],
  ] as const)('is refused where its secret %s', async (_, set, told) => {
    const system = await startSystem()
    const { credential, session } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    const [secret] = await system.store.listSecrets(session.id)
    await system.store.commit([{ do: 'update', table: 'secret', id: secret?.digest ?? '', if: {}, set }])
    expect(await ask(system, withCookie(credential))).toBe(told)
  })

  it('opens nothing of another carrier that the same format makes', async () => {
    const system = await startSystem()
    const { credential } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    const carriers = [carrier('desk', system.carrier('cookie').format, [bearer()])]
    const other = await startSystem({ store: system.store, carriers })
    expect(await ask(other, withBearer(credential))).toBe('credential_invalid')
  })
})
