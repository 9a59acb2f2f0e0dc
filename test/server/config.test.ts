import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkConfigFile } from '../../src/server/config-schema.ts'
import { ConfigError, readConfig, type ConfigFile } from '../../src/server/config.ts'

const secret = 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSa'
const elsewhere = { LATCHKEY_ORIGIN: 'https://app.example.com', LATCHKEY_SECRET: secret }

function faultOf(environment: Record<string, string>, file?: ConfigFile): string {
  try {
    readConfig(environment, file)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'no fault'
}

describe('the configuration', () => {
  it('of nothing is a server on loopback, with its records in a folder and a secret to be made', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000, host: '127.0.0.1', origin: 'http://localhost:3000', dataDir: '.latchkey',
      databaseUrl: join('.latchkey', 'latchkey.db'), databaseListenUrl: null, redisUrl: null, secret: null, signup: 'open', trustedProxies: { hops: 0 },
      tls: null,
    })
  })

  it('takes the environment before the file, and the file before the default', () => {
    const file: ConfigFile = { port: 4000, host: '::1', signup: 'closed', dataDir: 'kept' }
    expect(readConfig({ PORT: '5000', LATCHKEY_SIGNUP: 'open' }, file)).toMatchObject({
      port: 5000, host: '::1', origin: 'http://localhost:5000', signup: 'open', dataDir: 'kept',
    })
  })

  it('reads nothing of the environment but its own names', () => {
    const others = { SIGNUP: 'closed', ORIGIN: 'https://evil.example', NODE_ENV: 'production', npm_config_port: '1' }
    expect(readConfig(others)).toEqual(readConfig({}))
  })

  it('takes several secrets, the newest first', () => {
    expect(readConfig({ LATCHKEY_SECRET: `${secret} , another` }).secret).toEqual([secret, 'another'])
    expect(readConfig({}, { secret: [secret, 'another'] }).secret).toEqual([secret, 'another'])
  })
})

describe('the port', () => {
  it.each(['1', '80', '65535'])('%s is one', (port) => expect(readConfig({ PORT: port }).port).toBe(Number(port)))
  it.each([
    '', '0', '65536', '-1', '80.5', '1e3', '0x50', ' 80', '80 ', '８０', 'http', '000080',
  ])('%j is none', (port) => {
    expect(faultOf({ PORT: port })).toContain('PORT')
  })
})

describe('E-01: the origin', () => {
  it.each([
    ['80', {}, 'http://localhost'],
    ['443', { LATCHKEY_TLS_CERT: 'c', LATCHKEY_TLS_KEY: 'k' }, 'https://localhost'],
    ['3000', { LATCHKEY_TLS_CERT: 'c', LATCHKEY_TLS_KEY: 'k' }, 'https://localhost:3000'],
  ])('on loopback with port %s is as a browser spells it', (port, more, origin) => {
    expect(readConfig({ PORT: port, ...more }).origin).toBe(origin)
  })

  it.each([
    '0.0.0.0', '::', '192.0.2.1', 'app.example.com', '', '127.0.0.2', 'LOCALHOST',
  ])('is required with the host %j', (host) => {
    expect(faultOf({ HOST: host, LATCHKEY_SECRET: secret })).toContain('LATCHKEY_ORIGIN is not set')
  })

  it.each([
    'http://app.example.com', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'http://[::2]',
    'ws://localhost',
    'https://app.example.com/', 'https://app.example.com/auth', 'https://app.example.com?',
    'https://user@app.example.com',
    'https://APP.example.com', 'https://app.example.com:443', 'https://', 'app.example.com', '', 'null',
    'javascript:alert(1)',
    ' https://app.example.com', 'https://*.example.com', 'https://a.example,https://b.example',
  ])('%j is refused, on whatever host the server listens', (origin) => {
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      expect(faultOf({ HOST: host, LATCHKEY_SECRET: secret, LATCHKEY_ORIGIN: origin })).toContain('LATCHKEY_ORIGIN is')
    }
  })

  it.each([
    'http://localhost:8080', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://app.example.com',
    'https://app.example.com:8443',
  ])('%s is taken', (origin) => {
    expect(readConfig({ ...elsewhere, LATCHKEY_ORIGIN: origin }).origin).toBe(origin)
  })

  it('E-18: is https where the server has a certificate', () => {
    const tls = { LATCHKEY_TLS_CERT: 'c', LATCHKEY_TLS_KEY: 'k' }
    expect(faultOf({ ...tls, LATCHKEY_ORIGIN: 'http://localhost:3000' })).toContain('LATCHKEY_ORIGIN')
    expect(readConfig({ ...tls, LATCHKEY_ORIGIN: 'https://localhost:3000' }).tls).toEqual({ cert: 'c', key: 'k' })
  })
})

describe('F-01: the secret', () => {
  it.each([
    ['a public origin', { LATCHKEY_ORIGIN: 'https://app.example.com' }],
    ['every interface', { HOST: '0.0.0.0', LATCHKEY_ORIGIN: 'http://localhost:3000' }],
    ['a public origin on loopback', { HOST: '::1', LATCHKEY_ORIGIN: 'https://localhost.example' }],
  ])('is required with %s', (_, environment) => expect(faultOf(environment)).toContain('LATCHKEY_SECRET is not set'))

  it.each([
    {}, { HOST: '::1' }, { HOST: 'localhost' }, { LATCHKEY_ORIGIN: 'https://localhost:8443' },
  ])('is made on loopback: %j', (environment) => {
    expect(readConfig(environment).secret).toBeNull()
  })
})

describe('other settings', () => {
  it.each([
    'LATCHKEY_ORGIN', 'LATCHKEY_', 'LATCHKEY_PORT', 'LATCHKEY_secret', 'LATCHKEY_SCREENSHOTS',
  ])('%s is none, and names those there are', (name) => {
    const fault = faultOf({ [name]: secret })
    expect(fault).toContain(name)
    expect(fault).toContain('LATCHKEY_TRUSTED_PROXIES')
    expect(fault).not.toContain(secret)
  })

  it.each([
    '', 'yes', 'OPEN', 'true',
  ])('sign-up is not %j', (signup) => expect(faultOf({ LATCHKEY_SIGNUP: signup })).toContain('LATCHKEY_SIGNUP'))

  it.each([
    'mysql://latchkey:pass-in-url@db/x', 'sqlite:x', 'MEMORY:', 'memory',
  ])('a database is not at %j, and the address is not repeated', (url) => {
    const fault = faultOf({ LATCHKEY_DATABASE_URL: url })
    expect(fault).toContain('LATCHKEY_DATABASE_URL')
    expect(fault).not.toContain(url.slice(0, 8) + url.slice(8) + ' ')
    expect(fault).not.toContain('pass-in-url')
  })

  it('other hosts are not guarded without a proxy that is believed', () => {
    const guarded = { LATCHKEY_GUARDED_ORIGINS: 'https://wiki.example.com, https://shop.example.com' }
    expect(faultOf(guarded)).toContain('LATCHKEY_TRUSTED_PROXIES')
    expect(readConfig({ ...guarded, LATCHKEY_TRUSTED_PROXIES: '1' }).guardedOrigins).toEqual(['https://wiki.example.com', 'https://shop.example.com'])
    expect(readConfig({ LATCHKEY_GUARDED_ORIGINS: '' }).guardedOrigins).toEqual([])
  })

  it.each([
    ['CERT', 'KEY'], ['KEY', 'CERT'],
  ])('a %s without a %s is told by the name of what is missing', (there, missing) => {
    expect(faultOf({ [`LATCHKEY_TLS_${there}`]: 'x.pem' })).toContain(`LATCHKEY_TLS_${missing} is not set`)
  })
})

describe('the configuration file', () => {
  // All of them: a setting that the interface has and the check has not would be refused.
  const all = {
    port: 3000, host: 'localhost', origin: 'http://localhost:3000', dataDir: 'x', databaseUrl: 'memory:', databaseListenUrl: 'postgres://x', redisUrl: 'redis://localhost',
    secret: [secret],
    signup: 'closed', trustedProxies: 1, tls: { cert: 'c', key: 'k' }, jwtAlgorithm: 'ES256', statusList: true,
    limits: {
      leeway: 1, accessLife: 1, accessLifeMost: 1, unrenewedLife: 1, statelessAge: 1, sessionsPerUser: 1,
      refreshGrace: 1, maxStaleness: 1,
      session: { idle: 1, absolute: 1 }, remembered: { idle: 1, absolute: 1 }, visitor: { idle: 1, absolute: 1 },
    },
    passwords: { serviceWords: ['x'], dangerouslyAllowShortPasswords: 8 },
    visitorSessions: 'on-first-visit', sessionClientKeys: ['theme'],
    allowedOrigins: ['https://spa.example.com'], guardedOrigins: ['https://wiki.example.com'],
    lab: 'off', rolling: true, languages: ['en', 'pt-BR'], consentVersion: 2, visits: false, rotateKeysEvery: 86_400, jwtEncrypt: true, audiences: ['https://orders.example.com'], roles: { editor: ['orders:read'] },
    pages: {
      name: 'Harbour & Sons', logo: { type: 'image/svg+xml', body: '<svg/>' }, darkLogo: { type: 'image/png', body: new Uint8Array(1) },
      theme: { light: { accent: '#036', accentStrong: '#024', onAccent: '#fff', accentWash: '#eef' }, dark: {}, radius: '0', sans: 'Inter' },
    },
  } satisfies Required<ConfigFile>

  it('may hold every setting', () => expect(checkConfigFile(all)).toEqual({ ok: true, file: all }))
  it('may hold none', () => expect(checkConfigFile({}).ok).toBe(true))

  it.each<[object, string]>([
    [{ Port: 1 }, '"Port" is not one'],
    [{ limits: { session: { idle: 1, absolute: 1, most: 1 } } }, '"limits.session.most" is not one'],
    [{ tls: { cert: 'c' } }, '"tls.key"'],
    [{ secret: [5] }, '"secret'],
    [{ jwtAlgorithm: 'RS256' }, '"jwtAlgorithm"'],
    [{ limits: { leeway: '1' } }, '"limits.leeway"'],
    [{ host: null }, '"host"'],
    [{ pages: { theme: { light: { ink: '#000' } } } }, '"pages.theme.light.ink" is not one'],
  ])('%j is told by name', (file, part) => {
    const checked = checkConfigFile(file)
    expect(checked.ok ? '' : checked.fault).toContain(part)
  })
})
