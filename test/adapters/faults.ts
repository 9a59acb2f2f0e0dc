/** What every adapter does in trouble: 503 or 500 and never a 401; no header is believed; a client that goes away harms nobody. */
import { afterEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/stores/store-error.ts'
import { addUser } from '../http/people.ts'
import { isBackground, watchedStore } from '../http/watched-store.ts'
import { logIn } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import type { Adapter, Mounted, Mounting } from './mounted.ts'

const pairs = (headers: Readonly<Record<string, string>>) => Object.entries(headers)
const json = ['Content-Type', 'application/json'] as const

export function faultFacts({ name, mount }: Adapter): void {
  const trouble: { error: Error | null } = { error: null }
  const reported: unknown[] = []
  const open: { instance: Instance, mounted: Mounted }[] = []
  const stage = async (mounting: Mounting = {}) => {
    const store = watchedStore((call) => trouble.error === null || isBackground(call) ? undefined : Promise.reject(trouble.error))
    const instance = await startInstance({ store, recalledSessions: 0, onFault: (error) => { reported.push(error) } })
    await addUser(instance)
    const mounted = await mount(instance.auth, mounting)
    open.push({ instance, mounted })
    return { instance, ask: mounted.ask }
  }
  afterEach(async () => {
    trouble.error = null
    reported.length = 0
    for (const { instance, mounted } of open.splice(0)) {
      await mounted.close()
      await instance.close()
    }
  })

  describe(`the ${name} adapter in trouble`, () => {
    it.each([
      [503, 'unavailable', new StoreError('the disk is full')], [500, 'internal_error', new TypeError('a bug of ours')],
    ] as const)('answers %s %s, reports it, clears no cookie, and is well again afterwards', async (status, code, error) => {
      const { instance, ask } = await stage({ closed: { except: ['/orders', '/auth'] } })
      const headers = pairs((await logIn(instance.auth, 'cookie')).shown)
      for (const line of ['GET /orders', 'GET /other', 'GET /auth/me']) {
        Object.assign(trouble, { error })
        const reply = await ask(line, { headers })
        expect([line, reply.status, JSON.parse(reply.text)]).toEqual([line, status, expect.objectContaining({ code })])
        expect(reply.headers.getSetCookie()).toEqual([])
        expect(reply.headers.get('www-authenticate')).toBeNull()
        expect(reply.headers.get('retry-after')).toBe(status === 503 ? '5' : null)
        expect(reply.headers.get('cache-control')).toBe('no-store')
        expect(reply.text).not.toContain(error.message)
        trouble.error = null
      }
      expect(reported).toContain(error)
      expect((await ask('GET /orders', { headers })).status).toBe(200)
    })

    it('B-26: believes no proxy that it was not told of', async () => {
      const { instance, ask } = await stage()
      const headers = [json, ['X-Forwarded-For', '203.0.113.9'], ['Forwarded', 'for=203.0.113.9'], ['X-Real-IP', '203.0.113.9']] as const
      await ask('POST /auth/login', { headers, body: JSON.stringify({ username: 'mira', password }) })
      expect(await addresses(instance)).not.toContain('203.0.113.9')
    })

    it('goes on after clients that hang up in the middle of a body', async () => {
      const { ask } = await stage()
      const body = JSON.stringify({ username: 'mira', password, carrier: 'jwt' })
      await Promise.all(Array.from({ length: 10 }, (_, n) => (
        ask('POST /auth/login', { headers: [json], body, signal: AbortSignal.timeout(n) }).catch(() => null)
      )))
      expect((await ask('POST /auth/login', { headers: [json], body })).status).toBe(200)
      expect(reported).toEqual([])
    })
  })
}

async function addresses({ auth }: Instance): Promise<readonly (string | null)[]> {
  const mira = await auth.users.findByName('mira')
  return (await auth.sessions.list(mira?.id ?? '')).map(({ address }) => address)
}
