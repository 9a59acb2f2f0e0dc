/** F-23: who answers must prove that it is the database, and nothing is sent in the clear to another machine. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgresStore } from '../../src/stores/postgres.ts'
import type { PostgresOptions } from '../../src/stores/postgres.ts'
import { targetOf } from '../../src/stores/postgres/target.ts'
import { selfSigned } from '../support/self-signed.ts'
import { newSchema, withPostgres } from './postgres-server.ts'

const server = selfSigned('127.0.0.1')
const stranger = selfSigned('127.0.0.1')
const named = selfSigned('db.example.com')

function opening(url: string, options: Partial<PostgresOptions> = {}): Promise<void> {
  const store = postgresStore({ url, schema: newSchema(), ...options })
  onTestFinished(() => store.close())
  return store.open()
}
const refused = (message: RegExp) =>
  expect.objectContaining({ name: 'StoreError', message: expect.stringMatching(message) as string })

const tls = { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' }
const withTls = ({ certificate, key }: typeof server) =>
  ({ settings: tls, files: { 'server.crt': certificate, 'server.key': key } })

withPostgres('F-23: a server that shows a certificate', (running) => {
  it('which its own authority signed is believed when that authority was named', async () => {
    await expect(opening(running().url, { ssl: { ca: server.certificate } })).resolves.toBeUndefined()
    const store = postgresStore({ url: `${running().url}?sslmode=require`, ssl: { ca: server.certificate }, schema: newSchema() })
    onTestFinished(() => store.close())
    await store.open()
    expect(await store.commit([])).toEqual({ ok: true })
  })

  it.each(['require', 'verify-ca', 'verify-full'])('that signs itself is refused, sslmode=%s', async (mode) => {
    await expect(opening(`${running().url}?sslmode=${mode}`)).rejects.toEqual(refused(/certificate that proves nothing here \(DEPTH_ZERO/))
  })

  it('of another authority is refused', async () => {
    await expect(opening(running().url, { ssl: { ca: stranger.certificate } })).rejects.toEqual(refused(/certificate that proves nothing/))
  })

  it('is not asked for one on this machine, where nobody stands between', async () => {
    await expect(opening(running().url)).resolves.toBeUndefined()
  })
}, withTls(server))

withPostgres('F-23: a server that shows the certificate of another name', (running) => {
  it('is refused, though its authority is known', async () => {
    const { url } = running()
    const ssl = { ca: named.certificate }
    await expect(opening(url, { ssl })).rejects.toEqual(refused(/certificate that proves nothing here \(ERR_TLS_CERT_ALTNAME_INVALID/))
    await expect(opening(url.replace('127.0.0.1', 'localhost'), { ssl })).rejects.toEqual(refused(/ALTNAME_INVALID/))
  })

  it('is not heard of news either', async () => {
    const warned = Promise.withResolvers<string>()
    const listenUrl = `${running().url}?sslmode=require`
    const store = postgresStore({ url: running().url, listenUrl, schema: newSchema(), onWarning: (message) => {
      if (message.includes('certificate')) warned.resolve(message)
    } })
    onTestFinished(() => store.close())
    await store.open()
    await store.watch?.(() => {})
    expect(await warned.promise).toMatch(/DEPTH_ZERO.*No news are heard until it is back\.$/)
  })
}, withTls(named))

withPostgres('F-23: a server without TLS', (running) => {
  it('gets no password and no query from who wants TLS', async () => {
    await expect(opening(`${running().url}?sslmode=require`)).rejects.toEqual(refused(/offers no TLS\.$/))
  })
})

describe('the address of a database', () => {
  const away = 'postgres://ann:s3cret@db.example.com/app'
  const here = 'postgres://ann:s3cret@localhost/app'

  it('is read in its parts, decoded, and named without its password', () => {
    const url = 'postgresql://an%40n:p%2Fw@[::1]:6000/my%20app'
    expect(targetOf('url', url)).toEqual({
      host: '::1', port: 6000, user: 'an@n', password: 'p/w', database: 'my app', ssl: false, name: '::1:6000/my app',
    })
    expect(targetOf('url', 'postgres://ann@localhost/app?host=/run/pg')).toMatchObject({ host: '/run/pg', port: 5432, ssl: false })
  })

  it.each(['', '?sslmode=require', '?sslmode=verify-ca', '?sslmode=verify-full'])('off this machine asks for TLS that is checked: %j', (query) => {
    expect(targetOf('url', away + query).ssl).toEqual({ rejectUnauthorized: true })
    expect(targetOf('url', away + query, { ssl: { ca: 'PEM' } }).ssl).toEqual({ rejectUnauthorized: true, ca: 'PEM' })
  })

  it.each(['localhost.example.com', '127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', '2130706433.example'])(
    'takes %s for another machine', (host) => {
      expect(targetOf('url', `postgres://ann@${host}/app`).ssl).toEqual({ rejectUnauthorized: true })
    },
  )

  it('on this machine may go without, and asks when told to', () => {
    expect(targetOf('url', here).ssl).toBe(false)
    expect(targetOf('url', `${here}?sslmode=verify-full`).ssl).toEqual({ rejectUnauthorized: true })
    expect(targetOf('url', here, { ssl: {} }).ssl).toEqual({ rejectUnauthorized: true })
  })

  it('off this machine goes without TLS only by an option that says how dangerous that is', () => {
    expect(() => targetOf('url', `${away}?sslmode=disable`)).toThrow(/^url has sslmode=disable: .* dangerouslyAllowPlaintext\.$/)
    expect(targetOf('url', `${away}?sslmode=disable`, { dangerouslyAllowPlaintext: true }).ssl).toBe(false)
    expect(targetOf('url', away, { dangerouslyAllowPlaintext: true }).ssl).toEqual({ rejectUnauthorized: true })
  })

  it.each([
    `${away}?sslmode=no-verify`, `${away}?sslmode=prefer`, `${here}?sslmode=allow`, `${away}?sslmode=`, `${away}?ssl=0`,
    `${away}?sslrootcert=system`, `${away}?sslmode=require&uselibpqcompat=true`, `${here}?options=-c%20fsync%3Doff`,
    'mysql://ann:s3cret@localhost/app', 'ann:s3cret', 'postgres://:s3cret@localhost/app', 'postgres://ann:%zz@localhost/app',
    'postgres://ann:s3cret@/app', `${away}?sslmode=require&sslmode=disable`,
    `${here}?host=db.example.com`,
  ])('is refused in one sentence without its password: %s', (url) => {
    expect(() => targetOf('url', url)).toThrow(TypeError)
    expect(() => targetOf('url', url)).toThrow(/^url (has|is|names) (?!.*s3cret)/)
  })

  it('is refused when the store is made, and with it a schema or a size that cannot be', () => {
    expect(() => postgresStore({ url: 'nonsense' })).toThrow(TypeError)
    expect(() => postgresStore({ url: here, listenUrl: `${away}?sslmode=disable` })).toThrow(/^listenUrl has sslmode=disable/)
    for (const schema of ['', 'a"b', 'A', 'x'.repeat(41), '1a']) expect(() => postgresStore({ url: here, schema })).toThrow(TypeError)
    for (const poolSize of [0, 1.5, NaN, 1001]) expect(() => postgresStore({ url: here, poolSize })).toThrow(TypeError)
  })
})
