/** When the client renews, when it does not, and what neither a refusal nor trouble changes. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientError } from '../../src/client.ts'
import { mira, openHouse, type House, type Program } from './programs.ts'

const life = 600
let house: House
beforeEach(async () => { house = await openHouse() })

const refreshes = ({ asked }: Program) => asked.filter((line) => line.startsWith('POST /auth/refresh')).length
const orders = ({ client }: Program) => client.fetch('/orders')
const unreachable = () => { throw new TypeError('fetch failed') }

describe.each(['jwt', 'token'] as const)('a client by %s', (carrier) => {
  let program: Program
  let user: string
  beforeEach(async () => {
    program = house.program({ carrier })
    user = (await program.client.signup(mira)).user.id
  })

  it('renews thirty seconds before the end, and not before that', async () => {
    house.instance.pass(life - 31)
    await orders(program)
    expect(refreshes(program)).toBe(0)
    house.instance.pass(1)
    await orders(program)
    expect(refreshes(program)).toBe(1)
    await orders(program)
    expect(refreshes(program)).toBe(1)
  })

  it('renews once for twenty requests at once', async () => {
    house.instance.pass(life)
    const answers = await Promise.all(Array.from({ length: 20 }, () => orders(program)))
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200))
    expect(refreshes(program)).toBe(1)
  })

  it('asks for nothing while nobody uses it', async () => {
    const before = program.asked.length
    house.instance.pass(10 * life)
    expect(program.asked.length).toBe(before)
  })

  it('renews and asks once more where the credential was refused, with the same body', async () => {
    await house.instance.auth.users.setRoles(user, ['clerk'])
    const answer = await program.client.fetch('/orders', { method: 'POST', body: 'two boats' })
    expect(await answer.json()).toEqual({ for: user, body: 'two boats' })
    expect(program.asked.slice(-3)).toEqual(['POST /orders 401', 'POST /auth/refresh 200', 'POST /orders 200'])
    expect((await program.client.me())?.user.roles).toEqual(['clerk'])
  })

  it('does not send a stream twice, and is renewed for the next request', async () => {
    const bodies = [
      () => program.client.fetch('/orders', { method: 'POST', body: new Blob(['two boats']).stream(), duplex: 'half' }),
      () => program.client.fetch(new Request('http://localhost:3000/orders', { method: 'POST', body: 'two boats' })),
    ]
    for (const [n, send] of bodies.entries()) {
      await house.instance.auth.users.setRoles(user, [`role-${n}`])
      expect((await send()).status).toBe(401)
      expect(program.asked.slice(-2)).toEqual(['POST /orders 401', 'POST /auth/refresh 200'])
      expect(await (await send()).json()).toMatchObject({ body: 'two boats' })
    }
  })

  it('sends a request that has no body once more', async () => {
    await house.instance.auth.users.setRoles(user, ['clerk'])
    expect((await program.client.fetch(new Request('http://localhost:3000/orders'))).status).toBe(200)
  })

  it('gives back an application\'s own 401 after one more try, and stays logged in', async () => {
    program.instead('/orders', () => new Response('No.', { status: 401 }))
    expect((await orders(program)).status).toBe(200)
    expect(refreshes(program)).toBe(1)
    expect(await program.client.me()).not.toBeNull()
  })

  it.each([
    ['no connection', unreachable, { code: 'network', status: 0 }],
    ['too many requests', () => Response.json({ code: 'throttled' }, { status: 429, headers: { 'retry-after': '9' } }), { code: 'throttled', retryAfter: 9 }],
    ['a store that is away', () => Response.json({ code: 'unavailable' }, { status: 503 }), { code: 'unavailable', status: 503 }],
    ['a proxy\'s page', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), { code: 'unexpected_answer', status: 502 }],
  ])('is told of %s at a renewal as retryable, and is not logged out', async (_, trouble, told) => {
    const heard: unknown[] = []
    program.client.onChange((login) => { heard.push(login) })
    house.instance.pass(life)
    program.instead('/auth/refresh', trouble)
    const error: unknown = await orders(program).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'ClientError', retryable: true, ...told })
    expect((await orders(program)).status).toBe(200)
    expect(heard).toEqual([])
  })

  it('C-17: an answer to a renewal that is lost logs nobody out: the next one is given the same', async () => {
    house.instance.pass(life)
    program.instead('/auth/refresh', unreachable)
    const before = program.requests.length
    await orders(program).catch(() => null)
    const [lost] = program.requests.slice(before)
    expect(lost && (await house.instance.auth.handler(lost)).status, 'it had arrived').toBe(200)
    house.instance.pass(30)
    expect((await orders(program)).status).toBe(200)
  })

  it.each([-3600, 3600, 86_400])('goes by the server\'s clock where its own is %i seconds ahead', async (ahead) => {
    const wrong = house.program({ carrier, ahead })
    await wrong.client.login(mira)
    for (let minute = 0; minute < 9; minute++) {
      house.instance.pass(60)
      expect((await orders(wrong)).status).toBe(200)
    }
    expect(refreshes(wrong)).toBe(0)
    house.instance.pass(60)
    expect((await orders(wrong)).status).toBe(200)
    expect(refreshes(wrong)).toBe(1)
  })

  it('wakes after hours with a renewal, and after the end of the login as nobody', async () => {
    house.instance.pass(7000)
    expect((await orders(program)).status).toBe(200)
    house.instance.pass(7200)
    expect((await orders(program)).status).toBe(401)
    expect(await program.client.me()).toBeNull()
  })

  it('keeps both tokens in memory where no browser keeps cookies, and shows one at a time', async () => {
    house.instance.pass(life)
    await orders(program)
    const headers = program.requests.map(({ url, headers: sent }) => [new URL(url).pathname, sent.has('authorization'), /latchkey-refresh|latchkey=/.test(sent.get('cookie') ?? '')])
    expect(headers).toEqual([['/auth/signup', false, false], ['/auth/refresh', false, false], ['/orders', true, false]])
  })
})

describe('a client whose refresh token other pages share', () => {
  const refused = () => Response.json({ code: 'credential_invalid' }, { status: 401 })

  it('C-26: looks twice at a 401, since another page may have renewed meanwhile, and is not logged out', async () => {
    const program = house.program({ carrier: 'jwt', storage: 'cookie' })
    const heard: unknown[] = []
    await program.client.signup(mira)
    program.client.onChange((login) => { heard.push(login) })
    house.instance.pass(life)
    program.instead('/auth/refresh', refused)
    expect((await orders(program)).status).toBe(200)
    expect(program.asked.slice(-3)).toEqual(['POST /auth/refresh 401', 'POST /auth/refresh 200', 'GET /orders 200'])
    expect(heard).toEqual([])
  })

  it('believes the second', async () => {
    const program = house.program({ carrier: 'jwt', storage: 'cookie' })
    const { user } = await program.client.signup(mira)
    await house.instance.auth.users.disable(user.id)
    house.instance.pass(life)
    expect((await orders(program)).status).toBe(401)
    expect(refreshes(program)).toBe(2)
    expect((await orders(program)).status).toBe(401)
    expect(refreshes(program)).toBe(2)
  })

  it('shows the cookie at a renewal and at a logout alone', async () => {
    const program = house.program({ carrier: 'jwt', storage: 'cookie' })
    await program.client.signup(mira)
    house.instance.pass(life)
    await orders(program)
    await program.client.logout()
    const shown = program.requests.map(({ url, headers }) => [new URL(url).pathname, headers.get('cookie')?.includes('-refresh=') ?? false])
    expect(shown).toEqual([['/auth/signup', false], ['/auth/refresh', true], ['/orders', false], ['/auth/logout', true]])
  })
})

describe('the credential', () => {
  it.each([
    ['another origin', 'https://api.example.com/orders', {}, null],
    ['an origin that was named', 'https://api.example.com/orders', { origins: ['https://api.example.com'] }, /^Bearer ey/],
    ['an origin that only looks like it', 'https://api.example.com.evil.example/', { origins: ['https://api.example.com'] }, null],
    ['another port', 'http://localhost:3001/orders', {}, null],
    ['its own origin', '/orders', {}, /^Bearer ey/],
  ])('goes along to %s or not', async (_, address, options, shown) => {
    const program = house.program({ carrier: 'jwt', ...options })
    await program.client.signup(mira)
    program.instead(new URL(address, 'http://localhost:3000').pathname, () => new Response())
    await program.client.fetch(address)
    const header = program.requests.at(-1)?.headers.get('authorization') ?? null
    expect(shown === null ? header === null : shown.test(header ?? '')).toBe(true)
  })

  it('of a cookie goes to its own origin alone', async () => {
    const program = house.program({ carrier: 'cookie', origins: ['https://api.example.com'] })
    await program.client.signup(mira)
    program.instead('/orders', () => new Response())
    await program.client.fetch('https://api.example.com/orders')
    expect(program.requests.at(-1)?.headers.has('cookie')).toBe(false)
    await orders(program)
    expect(program.requests.at(-1)?.headers.get('cookie')).toContain('__Host-latchkey=lk_se_')
  })

  it('that the caller names stands for itself', async () => {
    const program = house.program({ carrier: 'jwt' })
    await program.client.signup(mira)
    const answer = await program.client.fetch('/orders', { headers: { authorization: 'Bearer other' } })
    expect([answer.status, program.asked.at(-1)]).toEqual([401, 'GET /orders 401'])
  })

  it('is in no error and in nothing that the client answers', async () => {
    const program = house.program({ carrier: 'token' })
    const login = await program.client.signup(mira)
    program.instead('/auth/me', unreachable)
    const error = await program.client.me().catch((reason: unknown) => reason) as ClientError // it rejects
    const told = JSON.stringify([login, error, error.message, String(error.stack), program.client])
    expect(told).not.toMatch(/lk_(at|rt)_/)
  })
})
