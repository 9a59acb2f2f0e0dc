/** The running server as a program meets it that speaks OAuth: discovered, asked, and told to end tokens; and its keys turned. */
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../support/instance.ts'
import { run, startServer, type Server } from '../support/server.ts'
import { fetchFrom, logIn, signUp, type Ask, type Login } from '../support/wire.ts'

const client: oauth.Client = { client_id: 'orders' }
const insecure = { [oauth.allowInsecureRequests]: true }

let server: Server
let ask: Ask
let login: Login
let asker: Login
beforeAll(async () => {
  server = await startServer()
  ask = fetchFrom(server.origin)
  await signUp(ask)
  const added = await run(['user', 'add', 'root', '--role', 'admin'], { folder: server.folder, stdin: `${password} root`, settings: { PORT: String(server.port) } })
  if (added.code !== 0) throw new Error(added.stderr)
  login = await logIn(ask, 'jwt')
  asker = await logIn(ask, 'token', { username: 'root', password: `${password} root` })
}, 60_000)

describe('an OAuth client and the running server', () => {
  it('discovers, introspects and revokes', async () => {
    const issuer = new URL(server.origin)
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }))
    const bearer: oauth.ClientAuth = (_as, _client, _body, headers) => { headers.set('authorization', `Bearer ${asker.credential}`) }
    const introspect = async () => oauth.processIntrospectionResponse(
      as, client, await oauth.introspectionRequest(as, client, bearer, login.credential, insecure),
    )
    expect(await introspect()).toMatchObject({ active: true, username: 'mira', iss: server.origin })
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), login.credential, insecure))
    expect(await introspect()).toEqual({ active: false })
  })

  it('C-12: a key turned over by a command is told, and its set is read by jose', async () => {
    const words = (...rest: string[]) => run(['key', ...rest], { folder: server.folder, settings: { PORT: String(server.port) } })
    const { stdout } = await words('list')
    expect(stdout).toMatch(/^jwt +current +EdDSA/m)
    const rotated = await words('rotate', 'jwt')
    expect([rotated.code, rotated.stdout]).toEqual([0, expect.stringContaining('The next key for jwt is ')])
    const again = await logIn(ask, 'jwt')
    const set = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.origin))
    expect((await jwtVerify(again.credential, set, { issuer: server.origin, audience: server.origin, typ: 'at+jwt' })).payload['sid']).toBe(again.session)
    const { keys } = JSON.parse((await words('list', '--json')).stdout) as { keys: { use: string, state: string, kid: string }[] } // docs/command-line.md
    const kid = keys.find(({ use, state }) => use === 'jwt' && state === 'next')?.kid ?? ''
    expect((await words('drop', kid)).code).toBe(0)
    expect((await words('drop', kid)).stderr).toContain('There is no live key')
    // A name that begins with a dash is no option, and is not taken for done.
    for (const dashed of ['-MGjRjOq0Fp6n4ab-vW-NA', '-habcdefghij']) {
      for (const rest of [[dashed], ['--', dashed]]) {
        const { code, stderr } = await words('drop', ...rest)
        expect([code, stderr]).toEqual([1, expect.stringContaining(`There is no live key "${dashed}"`)])
      }
    }
    expect((await words('rotate', 'throttle')).stderr).toContain('one of jwt')
  })
})
