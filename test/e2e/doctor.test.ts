/** `latchkey doctor` beside a running server: what it says of settings, of requests and of credentials, held against what the server answers. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { newFolder, run, startServer, type Ran, type Server } from '../support/server.ts'
import { bodyOf, fetchFrom, logIn, signUp, type Ask, type Login } from '../support/wire.ts'

interface Told {
  readonly ok: boolean
  readonly findings: readonly { readonly check: string, readonly state: string, readonly says: string }[]
  readonly verdict: { readonly status: string, readonly reason: string | null, readonly user: { username: string } | null } | null
}

let server: Server
let ask: Ask
let cookie: Login
let token: Login
beforeAll(async () => {
  server = await startServer()
  ask = fetchFrom(server.origin)
  await signUp(ask)
  cookie = await logIn(ask, 'cookie')
  token = await logIn(ask, 'token')
})

const doctor = (words: readonly string[], stdin = '', settings = {}) =>
  run(['doctor', ...words], { folder: server.folder, stdin, settings: { PORT: String(server.port), ...settings } })

function toldBy({ stdout, stderr }: Ran): Told {
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Told // what the command prints with --json
}

async function judged(lines: readonly string[]): Promise<Told> {
  return toldBy(await doctor(['request', '--json'], [...lines, '', ''].join('\r\n')))
}

const host = () => `Host: localhost:${server.port}`
const jar = () => `Cookie: a=b; __Host-latchkey=${cookie.credential}`
const bearer = (credential: string) => `Authorization: Bearer ${credential}`

describe('of the settings alone, the doctor', () => {
  it('finds nothing where nothing is wrong, without a colour in a pipe', async () => {
    const { code, stdout, stderr } = await doctor([])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ok {4}origin .*\n(ok {4}.*\n)+\nNothing is wrong that can be seen from here\.\n$/)
    expect(stdout).toContain('with schema')
    expect(stdout).not.toContain('\u001b')
  })

  it.each([
    ['a setting that is wrong', { PORT: 'x' }, 'settings', 'PORT'],
    ['a database that is not there', { LATCHKEY_DATA_DIR: 'nowhere' }, 'database', 'latchkey migrate'],
    ['a listener in plain HTTP', { HOST: '0.0.0.0', LATCHKEY_ORIGIN: 'https://app.example.com', LATCHKEY_SECRET: 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSakZ0f3vQ8mX2' }, 'listener', 'plain HTTP'],
    ['a secret that opens nothing', { LATCHKEY_SECRET: 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSakZ0f3vQ8mX2' }, 'keys', 'LATCHKEY_SECRET'],
    ['a PostgreSQL that does not answer', { LATCHKEY_DATABASE_URL: 'postgres://mira:hunter2@127.0.0.1:9/x' }, 'database', '127.0.0.1:9/x'],
    ['a certificate that is none', { LATCHKEY_TLS_CERT: 'package.json', LATCHKEY_TLS_KEY: 'x' }, 'tls', 'LATCHKEY_TLS_CERT'],
  ])('names %s, with exit code 1', async (_, settings, check, part) => {
    const ran = await doctor(['--json'], '', settings)
    const { ok, findings } = toldBy(ran)
    expect([ran.code, ok]).toEqual([1, false])
    expect(findings).toContainEqual({ check, state: 'trouble', says: expect.stringContaining(part) })
    expect(ran.stdout).not.toContain('hunter2')
  })

  it('notes a Redis that is away, which is no trouble', async () => {
    const { ok, findings } = toldBy(await doctor(['--json'], '', { LATCHKEY_REDIS_URL: 'redis://:hunter2@127.0.0.1:9' }))
    expect(findings).toContainEqual({ check: 'redis', state: 'note', says: expect.stringContaining('does not answer') })
    expect([ok, JSON.stringify(findings).includes('hunter2')]).toEqual([true, false])
  })

  it('names a secret that is gone, and makes no other', async () => {
    const other = await startServer()
    await other.stop()
    rmSync(join(other.folder, '.latchkey', 'secret'))
    const ran = await run(['doctor', '--json'], { folder: other.folder })
    expect(toldBy(ran).findings).toContainEqual({ check: 'secret', state: 'trouble', says: expect.stringContaining('gone') })
    expect(await run(['doctor'], { folder: other.folder })).toMatchObject({ code: 1, stdout: expect.stringContaining('gone') })
  })

  it('makes no database where there is none', async () => {
    const folder = newFolder()
    expect(await run(['doctor'], { folder })).toMatchObject({ code: 1 })
    expect(await run(['doctor'], { folder })).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing of ours is there') })
  })
})

interface Row { readonly name: string, readonly method?: string, readonly lines: () => readonly string[], readonly rule: string | null, readonly says: string }

const rows: readonly Row[] = [
  { name: 'a session cookie', lines: () => [jar()], rule: null, says: 'It is good' },
  { name: 'a token', lines: () => [bearer(token.credential)], rule: null, says: 'It is good' },
  { name: 'a token in its header', lines: () => [`X-Auth-Token: ${token.credential}`], rule: null, says: 'in the header x-auth-token' },
  { name: 'nothing', lines: () => [], rule: 'credential_missing', says: 'No credential was shown' },
  { name: 'another scheme', lines: () => [`Authorization: Token ${token.credential}`], rule: 'credential_missing', says: 'scheme Token' },
  { name: 'a bare credential', lines: () => [`Authorization: ${token.credential}`], rule: 'credential_missing', says: 'without the scheme' },
  { name: 'a cookie of another name', lines: () => [`Cookie: latchkey=${cookie.credential}`], rule: 'credential_missing', says: 'letter for letter' },
  { name: 'a header of another name', lines: () => [`X-Api-Key: ${token.credential}`], rule: 'credential_missing', says: 'x-api-key' },
  { name: 'a variable that holds none', lines: () => [bearer('undefined')], rule: 'credential_invalid', says: 'JavaScript' },
  { name: 'a token that was cut', lines: () => [`Cookie: __Host-latchkey=${cookie.credential.slice(0, -3)}`], rule: 'credential_invalid', says: 'it was cut' },
  { name: 'a refresh token', lines: () => [bearer(token.refreshToken)], rule: 'credential_invalid', says: 'POST it to /auth/refresh' },
  { name: 'both at once', lines: () => [jar(), bearer(token.credential)], rule: 'ambiguous_credentials', says: 'two are never a choice' },
  { name: 'a post by a program with a cookie', method: 'POST', lines: () => [jar()], rule: 'csrf_rejected', says: 'Origin: http' },
  { name: 'a post from another site', method: 'POST', lines: () => [jar(), 'Sec-Fetch-Site: cross-site', 'Origin: https://evil.example'], rule: 'csrf_rejected', says: 'LATCHKEY_ALLOWED_ORIGINS' },
  { name: 'a post of our page', method: 'POST', lines: () => [jar(), 'Sec-Fetch-Site: same-origin'], rule: null, says: 'comes from a page of' },
]

describe('of a request, the doctor', () => {
  it.each(rows)('says of $name what the server answers, and why', async ({ method = 'GET', lines, rule, says }) => {
    const path = method === 'GET' ? '/auth/me' : '/auth/keys'
    const told = await judged([`${method} ${path} HTTP/1.1`, host(), ...lines()])
    const headers = Object.fromEntries(lines().map((line) => line.split(': ', 2)))
    const answer = await ask(`${method} ${path}`, { headers, ...(method === 'POST' && { json: { name: 'x' } }) })
    expect(answer.status < 400 ? null : bodyOf(answer)['code']).toBe(rule)
    expect(told.verdict?.reason ?? (told.verdict?.status === 'anonymous' ? 'credential_missing' : null)).toBe(rule)
    expect(told.findings.map((one) => one.says).join('\n')).toContain(says)
    expect(told.ok).toBe(rule === null)
  })

  it('sees the second of two Authorization lines, which the server refuses, and reads a line of blanks at once', async () => {
    const told = await judged(['GET /auth/me HTTP/1.1', host(), bearer(token.credential), bearer(token.credential)])
    expect(told.verdict).toMatchObject({ status: 'refused' })
    const started = performance.now()
    await judged(['GET /auth/me HTTP/1.1', host(), `X-Odd: ${' '.repeat(100_000)}\u2028`])
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('reads what curl -v prints, and tells whose it is without the credential', async () => {
    const curl = [`* Connected to localhost (127.0.0.1) port ${server.port}`, `> GET /auth/me?ticket=secret HTTP/1.1`, `> ${host()}`, `> Accept: */*`, `> ${bearer(token.credential)}`, '> ', '< HTTP/1.1 200 OK', '< content-type: application/json', '']
    const { code, stdout } = await doctor(['request'], curl.join('\n'))
    expect(code).toBe(0)
    expect(stdout).toContain('Authenticated as mira.')
    expect(stdout).toContain('The answer was 200, which fits.')
    for (const secret of [token.credential, token.credential.slice(6), 'secret=', 'ticket=']) expect(stdout).not.toContain(secret)
  })

  it('names a host that is not ours, a proxy that nobody trusts, and http before it', async () => {
    const told = await judged(['GET / HTTP/1.1', 'Host: app.internal:8080', 'X-Forwarded-For: 203.0.113.7'])
    expect(told.verdict).toMatchObject({ status: 'refused', reason: 'unknown_host' })
    expect(told.findings.map(({ says }) => says).join('\n')).toContain('LATCHKEY_TRUSTED_PROXIES is empty')
  })

  it('hands no control character to the terminal', async () => {
    const { stdout } = await doctor(['request'], `GET /\u001b[31m HTTP/1.1\nHost: \u001b]0;x\u0007\nOrigin: \u202e\n\n`)
    expect(['\u001b', '\u0007', '\u202e'].filter((character) => stdout.includes(character))).toEqual([])
  })

  it('needs a request', async () => {
    expect(await doctor(['request'], 'nothing at all')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('curl -v') })
  })
})

describe('of a credential, the doctor', () => {
  it('says that it is good, or the rule that refuses it and what to do', async () => {
    const gone = await logIn(ask, 'jwt')
    expect(toldBy(await doctor(['credential', '--json'], gone.credential)).verdict).toMatchObject({ status: 'authenticated', user: { username: 'mira' } })
    await ask('POST /auth/logout', { headers: gone.shown })
    const ran = await doctor(['credential', '--json'], gone.credential)
    expect([ran.code, toldBy(ran).verdict?.reason]).toEqual([1, 'session_revoked'])
    expect(ran.stdout).toContain('Log in again.')
    expect(ran.stdout).not.toContain(gone.credential)
  })

  it('the server noticed nothing of all that', async () => {
    expect((await ask('GET /auth/me', { headers: token.shown })).status).toBe(200)
    await server.stop()
    expect(server.stderr()).toBe('')
  })
})
