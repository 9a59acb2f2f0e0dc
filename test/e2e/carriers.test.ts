/** The whole story of the three carriers, on the server as users run it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { curlTo, hasCurl } from '../support/curl.ts'
import { password } from '../support/instance.ts'
import { startServer, type Server } from '../support/server.ts'
import { bodyOf, carriers, fetchFrom, logIn, meStatus, mira, signUp, type Ask, type Login } from '../support/wire.ts'

let server: Server
let ask: Ask

beforeAll(async () => {
  server = await startServer()
  ask = fetchFrom(server.origin)
  await signUp(ask)
})

/** A cookie is believed on an unsafe request only beside the origin of our own page. */
const from = ({ origin }: Server) => ({ origin })

function logInByAll(asking: Ask): Promise<readonly Login[]> {
  return Promise.all(carriers.map((carrier) => logIn(asking, carrier)))
}

function statuses(asking: Ask, logins: readonly Login[]): Promise<readonly number[]> {
  return Promise.all(logins.map(({ shown }) => meStatus(asking, shown)))
}

describe.skipIf(!hasCurl)('with curl, a login', () => {
  let curl: Ask
  beforeAll(() => { curl = curlTo(server.origin) })

  it('is the same person by cookie, by JWT and by token, and each names its carrier', async () => {
    const logins = await logInByAll(curl)
    const answers = await Promise.all(logins.map(({ shown }) => curl('GET /auth/me', { headers: shown })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.map((answer) => bodyOf(answer)['carrier'])).toEqual(['cookie', 'jwt', 'token'])
    const user = { id: logins[0]?.user, username: 'mira', roles: [] }
    expect(answers.map((answer) => bodyOf(answer)['user'])).toEqual([user, user, user])
  })

  it.each(carriers)('by %s is refused at once after its logout, and the other two go on', async (carrier) => {
    const logins = await logInByAll(curl)
    const [leaving] = logins.filter((login) => login.carrier === carrier)
    const logout = await curl('POST /auth/logout', { headers: { ...leaving?.shown, ...from(server) } })
    expect(logout.status).toBe(204)
    expect(await statuses(curl, logins)).toEqual(carriers.map((one) => one === carrier ? 401 : 200))
  })

  it('by any carrier is refused after all sessions were ended by one', async () => {
    const logins = await logInByAll(curl)
    const [acting] = logins
    const ended = await curl('DELETE /auth/sessions?all=true', { headers: { ...acting?.shown, ...from(server) } })
    expect(ended.status).toBe(204)
    expect(await statuses(curl, logins)).toEqual([401, 401, 401])
  })

  it('by cookie ends only beside our own origin, and the refusal says what is missing', async () => {
    const login = await logIn(curl, 'cookie')
    const refused = await curl('POST /auth/logout', { headers: login.shown })
    expect(refused.status).toBe(403)
    expect(bodyOf(refused)['detail']).toContain('Origin')
    expect(await meStatus(curl, login.shown)).toBe(200)
  })

  it('B-22: is never kept by a cache, whatever the answer', async () => {
    const { shown, answer } = await logIn(curl, 'cookie')
    const lines = ['GET /auth/me', 'GET /auth/login', 'GET /auth/account', 'GET /auth/account/x.css', 'GET /nowhere']
    const inside = await Promise.all(lines.map((line) => curl(line, { headers: shown })))
    const outside = await Promise.all(lines.map((line) => curl(line)))
    const kept = [answer, ...inside, ...outside].map(({ headers }) => headers.get('cache-control'))
    expect(new Set(kept)).toEqual(new Set(['no-store']))
  })
})

describe('F-12: after kill -9 and a restart', () => {
  it('what was alive is alive, what was dead stays dead, and what was used stays used', async () => {
    const first = await startServer()
    const before = fetchFrom(first.origin)
    await signUp(before)
    const alive = await logInByAll(before)
    const dead = await logInByAll(before)
    for (const { shown } of dead) await before('POST /auth/logout', { headers: { ...shown, ...from(first) } })
    const [, used] = alive
    const turned = await before('POST /auth/refresh', { json: { refresh_token: used?.refreshToken } })
    await first.kill()

    const again = await startServer({ folder: first.folder, port: first.port })
    const after = fetchFrom(again.origin)
    expect(await statuses(after, alive)).toEqual([200, 200, 200])
    expect(await statuses(after, dead)).toEqual([401, 401, 401])
    const [, deadJwt] = dead
    const refresh = (token: unknown) => after('POST /auth/refresh', { json: { refresh_token: token } })
    expect((await refresh(deadJwt?.refreshToken)).status).toBe(401)
    expect((await refresh(bodyOf(turned)['refresh_token'])).status).toBe(200)
    const login = await after('POST /auth/login', { json: mira })
    expect(login.status).toBe(200)
  })
})

describe('a credential of which one byte is flipped', () => {
  const isCommaMade = (one: string) => one.includes(',')

  it.each(['jwt', 'token'] as const)('is refused with 401 at every position of a %s', async (carrier) => {
    const { credential } = await logIn(ask, carrier)
    const flipped = flips(credential).filter((one) => !isCommaMade(one))
    expect(flipped.length).toBeGreaterThan(credential.length * 5)
    expect(await otherStatuses(flipped)).toEqual([])
    expect(await meStatus(ask, { authorization: `Bearer ${credential}` })).toBe(200)
  })

  it('is refused with 401 too where the flip makes a comma, which stands between two values of a header', async () => {
    const { credential } = await logIn(ask, 'jwt')
    expect(await otherStatuses(flips(credential).filter(isCommaMade))).toEqual([])
  })

  it('is refused with 401 at every position of a session cookie', async () => {
    const { credential } = await logIn(ask, 'cookie')
    const flipped = flips(credential).filter((one) => !one.includes(';'))
    expect(await otherStatuses(flipped, (one) => ({ cookie: `__Host-latchkey=${one}` }))).toEqual([])
  })
})

/** Each character with each one bit turned, as far as a header can hold it, and replaced by others of the alphabet. */
function flips(credential: string): readonly string[] {
  return [...credential].flatMap((character, at) => {
    const code = character.charCodeAt(0)
    const turned = Array.from({ length: 8 }, (_, bit) => code ^ (1 << bit)).filter((one) => one > 0x20 && one !== 0x7f)
    const swapped = [character === 'A' ? 'B' : 'A', character === '_' ? '-' : '_', neighbour(character)]
    const others = new Set([...turned.map((one) => String.fromCharCode(one)), ...swapped])
    others.delete(character)
    return [...others].map((other) => credential.slice(0, at) + other + credential.slice(at + 1))
  })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** In base64url the last bit of what it stands for: where that bit is padding, a lenient reader sees no difference. */
function neighbour(character: string): string {
  return alphabet[alphabet.indexOf(character) ^ 1] ?? 'A'
}

/** What was answered beside 401, each status once. */
async function otherStatuses(
  credentials: readonly string[], show = (one: string): Record<string, string> => ({ authorization: `Bearer ${one}` }),
): Promise<readonly number[]> {
  const rest = [...credentials]
  const others = new Set<number>()
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) others.add(await meStatus(ask, show(one)))
  }))
  others.delete(401)
  return [...others]
}

describe('a JWT', () => {
  it('verifies with jose against the published keys', async () => {
    const { credential, session, user } = await logIn(ask, 'jwt')
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.origin))
    const { payload, protectedHeader } = await jwtVerify(credential, keys, {
      issuer: server.origin, audience: server.origin, typ: 'at+jwt', algorithms: ['EdDSA', 'Ed25519'],
    })
    expect(payload).toMatchObject({ sub: user, sid: session })
    expect(protectedHeader.kid).toBe(decodeProtectedHeader(credential).kid)
  })

  it('does not verify with jose against the keys of another server', async () => {
    const other = await startServer()
    const { credential } = await logIn(ask, 'jwt')
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', other.origin))
    await expect(jwtVerify(credential, keys)).rejects.toThrow('no applicable key')
  })
})

describe('the data folder', () => {
  it('holds no cookie, token, refresh token or password, in no spelling', async () => {
    const logins = await logInByAll(ask)
    for (const { refreshToken } of logins) {
      if (refreshToken !== '') await ask('POST /auth/refresh', { json: { refresh_token: refreshToken } })
    }
    const values = logins.flatMap(({ credential, refreshToken }) => [credential, refreshToken])
    const secrets = [password, ...values.filter((value) => value !== '')]
    const files = readdirSync(join(server.folder, '.latchkey')).filter((name) => name !== 'secret')
    expect(files).toEqual(expect.arrayContaining(['latchkey.db', 'latchkey.db-wal']))
    const kept = Buffer.concat(files.map((name) => readFileSync(join(server.folder, '.latchkey', name))))
    expect(kept.includes('mira'), 'the search finds what is there').toBe(true)
    expect(secrets.flatMap(spellings).filter((spelling) => kept.includes(spelling)).length).toBe(0)
  })

  it('holds of the secret that seals the keys nothing but its own file', () => {
    const secret = readFileSync(join(server.folder, '.latchkey', 'secret'), 'utf8').trim()
    const kept = readFileSync(join(server.folder, '.latchkey', 'latchkey.db'))
    expect(spellings(secret).filter((spelling) => kept.includes(spelling)).length).toBe(0)
  })
})

/** As it is, its parts, what their base64url stands for, that in hexadecimal, and a bare SHA-256 of a password. */
function spellings(secret: string): readonly (string | Buffer)[] {
  const parts = secret.split(/\.|^lk_[a-z]+_/).filter((part) => part.length >= 16)
  const decoded = parts.map((part) => Buffer.from(part, 'base64url'))
  const digest = createHash('sha256').update(secret).digest()
  const ofPassword = secret === password ? [digest, digest.toString('hex'), digest.toString('base64url')] : []
  return [secret, ...parts, ...decoded, ...decoded.map((bytes) => bytes.toString('hex')), ...ofPassword]
}
