/** F-09: everything that is secret goes through the server once, by every door, and none of it comes out in its log. */
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../support/instance.ts'
import { setupLink, startServer, type Server } from '../support/server.ts'
import {
  bodyOf, carriers, cookieOf, fetchFrom, logIn, signUp, type Answer, type Ask, type Login,
} from '../support/wire.ts'

const wrongPassword = 'cobalt meadow wrench'
const nextPassword = 'lantern otter voyage'
const weakPassword = 'hunter2hunter2'

let server: Server
let secrets: readonly string[]

beforeAll(async () => {
  server = await startServer()
  secrets = await tellEverything(fetchFrom(server.origin))
  await server.stop()
})

/** The story of a login with all that goes wrong in it; answers every secret that was in it. */
async function tellEverything(ask: Ask): Promise<readonly string[]> {
  const own = { origin: server.origin }
  const signup = await signUp(ask)
  await ask('POST /auth/signup', { json: { username: 'zoe', password: weakPassword } })
  await ask('POST /auth/login', { json: { username: 'mira', password: wrongPassword } })
  // Someone types the password into the field for the name.
  await ask('POST /auth/login', { json: { username: password, password: 'mira' } })
  const logins = await Promise.all(carriers.map((carrier) => logIn(ask, carrier)))
  for (const login of logins) await showEverywhere(ask, login)
  const [cookie, jwt, token] = logins
  const narrowed = await narrow(ask, jwt)
  const renewals = await renew(ask, [jwt, token])
  const changed = await ask('POST /auth/password', {
    headers: { ...cookie?.shown, ...own }, json: { current_password: password, new_password: nextPassword },
  })
  for (const { shown } of logins) await ask('POST /auth/logout', { headers: { ...shown, ...own } })
  const { code: setup } = await setupLink(server)
  await ask(`GET /auth/signup?setup=${setup}`)
  return [
    password, wrongPassword, nextPassword, weakPassword, setup,
    ...logins.flatMap(({ credential, refreshToken }) => [credential, refreshToken]),
    ...narrowed, ...renewals, cookieOf(signup), cookieOf(changed), ...logins.flatMap(({ answer }) => otherCookies(answer)),
  ].filter((secret) => secret !== '')
}

/** In its place, and where it does not belong: a path, a query, another header, a body that is none. */
async function showEverywhere(ask: Ask, { credential, refreshToken, shown }: Login): Promise<void> {
  await ask('GET /auth/me', { headers: shown })
  await ask(`GET /auth/me?access_token=${credential}`)
  await ask(`GET /auth/sessions/${credential}`)
  await ask(`DELETE /auth/sessions/${credential}`, { headers: shown })
  await ask(`GET /${credential}?password=${encodeURIComponent(password)}`)
  await ask(`GET /auth/login?return_to=/${credential}`, { headers: { accept: 'text/html' } })
  await ask('GET /auth/me', { headers: { authorization: `Bearer ${credential}`, 'x-auth-token': credential } })
  await ask('GET /auth/me', { headers: { referer: `http://localhost/${credential}`, cookie: `x=${credential}` } })
  await ask('GET /auth/me', { headers: { authorization: `Bearer ${credential}x` } })
  await ask('POST /auth/refresh', { json: [credential, refreshToken] })
  await ask('POST /auth/refresh', { json: { [credential]: refreshToken } })
  await ask(`BREW /auth/${credential}`).catch(() => null) // no method of HTTP
}

/** A key, and a ticket, a JWT and a token of it, in their places and in addresses; then the key is ended. */
async function narrow(ask: Ask, login: Login | undefined): Promise<readonly string[]> {
  const shown = { ...login?.shown }
  const { id, key } = bodyOf(await ask('POST /auth/keys', { headers: shown, json: { name: 'Nightly export' } }))
  const headers = { authorization: `Bearer ${String(key)}` }
  const exchange = async (json: object) => bodyOf(await ask('POST /auth/exchange', { headers, json }))
  const path = '/auth/me'
  const tickets = [await exchange({ carrier: 'ticket', path }), await exchange({ carrier: 'ticket', path: '/elsewhere' })].map(({ ticket }) => String(ticket))
  const tokens = [await exchange({ carrier: 'jwt' }), await exchange({ carrier: 'token' })].map((body) => String(body['access_token']))
  const all = [String(key), ...tickets, ...tokens]
  for (const one of all) {
    await ask(`GET /auth/me?ticket=${one}&x=1`)
    await ask(`GET /auth/me?token=${one}`)
    await ask(`GET /auth/me?ticket=${one}&ticket=${one}`)
    await ask(`GET /auth/me?ticket=${one}`, { headers: { authorization: `Bearer ${one}` } })
    await ask(`GET /${one}?ticket=${one}`)
    await ask(`POST /auth/exchange?ticket=${one}`, { json: { carrier: one, path: `/${one}` }, headers })
    await ask(`DELETE /auth/keys/${one}`, { headers: shown })
  }
  await ask(`DELETE /auth/keys/${String(id)}`, { headers: shown })
  return all
}

/** Turns each refresh token, and shows the old one again: a replay is written down. */
async function renew(ask: Ask, logins: readonly (Login | undefined)[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const login of logins) {
    const renewed = bodyOf(await ask('POST /auth/refresh', { json: { refresh_token: login?.refreshToken } }))
    await ask('POST /auth/refresh', { json: { refresh_token: renewed['refresh_token'] } })
    await ask('POST /auth/refresh', { json: { refresh_token: login?.refreshToken } })
    found.push(...[renewed['access_token'], renewed['refresh_token']].filter((one) => typeof one === 'string'))
  }
  return found
}

/** The device's and the form's. */
function otherCookies({ headers }: Answer): readonly string[] {
  return headers.getSetCookie().map((line) => line.split(';')[0]?.split('=').slice(1).join('=') ?? '')
}

describe('what the server prints', () => {
  it('F-09: holds no password, cookie, JWT, token, refresh token, key or ticket, on neither stream', async () => {
    const { link } = await setupLink(server)
    const printed = server.stdout().replace(link, '') + server.stderr()
    expect(secrets.length).toBeGreaterThanOrEqual(24)
    expect(secrets.filter((secret) => printed.includes(secret)).length).toBe(0)
    // Nor the part of one that alone would do: a payload, a signature, the random part of a reference.
    const parts = secrets.flatMap((secret) => secret.split(/[.=]|^lk_[a-z]+_/)).filter((part) => part.length >= 20)
    expect(parts.filter((part) => printed.includes(part)).length).toBe(0)
  })

  it('holds the setup code once, in the line that is for the operator', async () => {
    const { code } = await setupLink(server)
    expect(server.stdout().split(code)).toHaveLength(2)
  })

  it('D-09: names routes and no paths, and is one JSON object a line', () => {
    const lines = server.stdout().split('\n').filter((line) => line.startsWith('{'))
    const routes = new Set(lines.flatMap((line) => (JSON.parse(line) as { route?: string }).route ?? []))
    expect([...routes].toSorted()).toEqual([
      '(unknown)', '/auth/exchange', '/auth/keys', '/auth/keys/{id}', '/auth/login', '/auth/logout', '/auth/me', '/auth/password', '/auth/refresh', '/auth/sessions/{id}',
      '/auth/signup',
    ])
  })

  it('is nothing on standard error, where no fault happened', () => expect(server.stderr()).toBe(''))
})
