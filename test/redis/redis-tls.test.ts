/** F-23: whoever answers for Redis proves who it is, and an address that would not ask for that is refused. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { redis } from '../../src/redis.ts'
import { targetOf } from '../../src/redis/target.ts'
import { selfSigned } from '../support/self-signed.ts'
import { withRedis } from './redis-server.ts'

const server = selfSigned('127.0.0.1')
const named = selfSigned('redis.example')
const stranger = selfSigned('127.0.0.1')

const withTls = ({ certificate, key }: typeof server) => ({
  isTls: true, files: { 'server.crt': certificate, 'server.key': key },
  words: ['--tls-cert-file', 'server.crt', '--tls-key-file', 'server.key', '--tls-ca-cert-file', 'server.crt', '--tls-auth-clients', 'no', '--requirepass', 'c4naryRedis'],
})

async function asked(url: string, ca?: string): Promise<string | null> {
  const { cache, close } = redis({ url: url.replace('//', '//:c4naryRedis@'), ...(ca !== undefined && { tls: { ca } }) })
  onTestFinished(close)
  await cache.set('a', 'kept', 30)
  return cache.get('a')
}

withRedis('F-23: a Redis with a certificate', (running) => {
  it('that its authority proves is spoken to', async () => {
    expect(await asked(running().url, server.certificate)).toBe('kept')
  })

  it.each([['of no authority', undefined], ['of another authority', stranger.certificate]])('%s gets no password and no command', async (_of, ca) => {
    await expect(asked(running().url, ca)).rejects.toThrow(/^Redis: /)
  })

  it('refuses a wrong password without repeating it', async () => {
    const { cache, close } = redis({ url: running().url.replace('//', '//:c4naryWrong@'), tls: { ca: server.certificate } })
    onTestFinished(close)
    const error: unknown = await cache.get('a').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('c4nary')
  })
}, withTls(server))

withRedis('F-23: a Redis that shows the certificate of another name', (running) => {
  it('is refused, though its authority is known', async () => {
    await expect(asked(running().url, named.certificate)).rejects.toThrow(/^Redis: /)
  })
}, withTls(named))

describe('the address of a Redis', () => {
  it('is read in its parts, decoded', () => {
    expect(targetOf('redis://an%40n:p%2Fw@[::1]:6000/3')).toEqual({ host: '::1', port: 6000, username: 'an@n', password: 'p/w', db: 3 })
    expect(targetOf('rediss://redis.example.com')).toEqual({ host: 'redis.example.com', port: 6379, db: 0, tls: { rejectUnauthorized: true } })
    expect(targetOf('rediss://redis.example.com', { tls: { ca: 'PEM' } }).tls).toEqual({ rejectUnauthorized: true, ca: 'PEM' })
  })

  it('off this machine goes without TLS only by an option that says how dangerous that is', () => {
    expect(() => targetOf('redis://:s3cret@redis.example.com')).toThrow(/rediss:\/\/, or dangerouslyAllowPlaintext/)
    expect(targetOf('redis://redis.example.com', { dangerouslyAllowPlaintext: true }).tls).toBeUndefined()
  })

  it.each([
    'http://:s3cret@localhost', 'nonsense', 'redis://:s3cret@localhost/x', 'rediss://:s3cret@a.example?rejectUnauthorized=false',
    'redis://:s3cret@localhost?family=6', 'redis://:s3cret@localhost#a', 'redis://a:%zz@localhost', 'redis://127.0.0.1.example.com',
  ])('is refused in one sentence without its password: %s', (url) => {
    expect(() => targetOf(url)).toThrow(TypeError)
    expect(() => targetOf(url)).toThrow(/^the Redis url (?!.*s3cret)/)
  })
})
