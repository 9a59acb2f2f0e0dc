/** What every adapter's guards do: a scope, a recent proof, default deny, session data, bodies that stay as they are. */
import { afterEach, describe, expect, it } from 'vitest'
import type { User } from '../../src/contracts.ts'
import { addUser } from '../http/people.ts'
import { logIn, ownPage } from '../support/client.ts'
import { password, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { roles } from '../support/narrowing.ts'
import { type Adapter, greeting, type Mounted, type Mounting, type Reply } from './mounted.ts'

const pairs = (headers: Readonly<Record<string, string>>) => Object.entries(headers)
const codeOf = ({ text }: Reply) => (JSON.parse(text) as { code: string }).code // every refusal of ours is a problem
const jsonType = ['Content-Type', 'application/json'] as const

interface Stage { readonly instance: Instance, readonly mounted: Mounted, readonly user: User }

export function guardFacts({ name, mount }: Adapter): void {
  const stages: Stage[] = []
  const stage = async (mounting: Mounting = {}, { role = 'editor', ...options }: InstanceOptions & { role?: string } = {}) => {
    const instance = await startInstance({ roles, ...options })
    const one = { instance, user: await addUser(instance, 'mira', { roles: [role] }), mounted: await mount(instance.auth, mounting) }
    stages.push(one)
    return { ...one, ask: one.mounted.ask }
  }
  afterEach(async () => {
    for (const { mounted, instance } of stages.splice(0)) {
      await mounted.close()
      await instance.close()
    }
  })
  describe(`a guard of the ${name} adapter`, () => {
    asksForMore(stage)
    closes(stage)
    keepsData(stage)
    leavesBodies(stage)
  })
}

type Open = (mounting?: Mounting, options?: InstanceOptions & { role?: string }) => Promise<Stage & Pick<Mounted, 'ask'>>

function asksForMore(stage: Open): void {
  it('lets in by scope who may do it, and tells others 403 insufficient_scope', async () => {
    const { ask, user, instance } = await stage()
    const { shown } = await logIn(instance.auth, 'jwt')
    expect((await ask('GET /written', { headers: pairs(shown) })).text).toBe(user.id)
    const clerk = await stage({}, { role: 'clerk' })
    const reply = await clerk.ask('GET /written', { headers: pairs((await logIn(clerk.instance.auth, 'token')).shown) })
    expect([reply.status, codeOf(reply)]).toEqual([403, 'insufficient_scope'])
    expect((await ask('GET /written')).status).toBe(401)
  })

  it('lets in by a recent proof to its very last second', async () => {
    const { ask, instance } = await stage()
    const headers = pairs((await logIn(instance.auth, 'cookie')).shown)
    instance.pass(300)
    expect((await ask('GET /recent', { headers })).status).toBe(200)
    instance.pass(1)
    const reply = await ask('GET /recent', { headers })
    expect([reply.status, codeOf(reply)]).toEqual([403, 'reauthentication_required'])
  })

  it('that only asks tells three outcomes, and turns nobody away', async () => {
    const { ask, instance } = await stage()
    const { shown } = await logIn(instance.auth, 'jwt')
    const wrong = { authorization: `${shown['authorization']}x` }
    const told = await Promise.all([{}, shown, wrong].map(async (headers) => (await ask('GET /who', { headers: pairs(headers) })).text))
    expect(told).toEqual(['anonymous', 'authenticated', 'refused'])
  })

  it('answers a HEAD as the GET, without a body', async () => {
    const { ask } = await stage()
    const reply = await ask('HEAD /orders')
    expect([reply.status, reply.text, reply.headers.get('www-authenticate')]).toEqual([401, '', 'Bearer realm="latchkey"'])
  })
}

function closes(stage: Open): void {
  it('that denies by default opens what is named, and our own paths', async () => {
    const { ask, instance, user } = await stage({ closed: { except: ['/hello'] } })
    expect((await ask('GET /hello')).text).toBe(greeting)
    expect((await ask('GET /auth/login')).status).toBe(200)
    for (const path of ['/', '/other', '/orders', '/Hello', '/hello/', '/hello/../other', '//hello', '/x%2Fhello', '/who']) {
      const reply = await ask(`GET ${path}`)
      expect([path, reply.status]).toEqual([path, 401])
      expect(codeOf(reply)).toBe('credential_missing')
    }
    const headers = pairs((await logIn(instance.auth, 'jwt')).shown)
    expect((await ask('GET /other', { headers })).text).toBe(greeting)
    expect((await ask('GET /orders', { headers })).text).toBe(user.id)
  })

  it('that denies by default sends the cookie of a login that moves on, once', async () => {
    const { ask, instance } = await stage({ closed: { except: [] } }, { rolling: true })
    const { shown, credential } = await logIn(instance.auth, 'cookie', { remember: true })
    for (const path of ['/other', '/orders', '/who']) {
      const reply = await ask(`GET ${path}`, { headers: pairs(shown) })
      expect(reply.headers.getSetCookie()).toEqual([expect.stringContaining(credential)])
    }
  })
}

function keepsData(stage: Open): void {
  it('gives a visitor a cookie with the first write, and not with a read', async () => {
    const { ask } = await stage()
    expect((await ask('GET /basket')).headers.getSetCookie()).toEqual([])
    const written = await ask('POST /basket', { headers: pairs(ownPage) })
    const [line = '', ...more] = written.headers.getSetCookie()
    expect([JSON.parse(written.text), more]).toEqual([{ items: 1 }, []])
    expect(line).toMatch(/^__Host-latchkey=lk_se_.*HttpOnly/)
    const again = await ask('POST /basket', { headers: [['Cookie', line.split(';')[0] ?? ''], ...pairs(ownPage)] })
    expect([JSON.parse(again.text), again.headers.getSetCookie()]).toEqual([{ items: 2 }, []])
  })
}

function leavesBodies(stage: Open): void {
  it.each([[false], [true]])('leaves a body as it is, to us and to the application (parsers first: %s)', async (parsesBefore) => {
    const { ask, instance } = await stage({ parsesBefore })
    const body = JSON.stringify({ username: 'mira', password, carrier: 'jwt' })
    const login = await ask('POST /auth/login', { headers: [jsonType], body })
    expect([login.status, Object.keys(JSON.parse(login.text) as object)]).toEqual([200, expect.arrayContaining(['access_token'])])
    const { shown } = await logIn(instance.auth, 'token')
    const echo = await ask('POST /echo', { headers: [jsonType, ...pairs(shown)], body: '{"a":"ü","b":[1]}' })
    expect([echo.status, echo.text]).toEqual([200, '{"a":"ü","b":[1]}'])
    const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
    const twice = await ask('POST /auth/login', { headers: [form, ...pairs(ownPage)], body: 'username=mira&password=a&password=b' })
    expect(twice.status).toBe(400)
    const unknown = await ask('POST /auth/login', { headers: [form, ...pairs(ownPage)], body: 'username=mira&password[x]=b' })
    expect(unknown.status).toBe(400)
    const text = await ask('POST /auth/login', { headers: [['Content-Type', 'text/plain']], body })
    expect(text.status).toBe(415)
  })
}
