/** Two real servers on one database and one Redis, and a service that follows their revocations over real sockets. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createVerifier } from '../../src/verify.ts'
import { withRedis } from '../redis/redis-server.ts'
import { openSocket } from '../support/raw.ts'
import { password, secret } from '../support/instance.ts'
import { hasSignals, newFolder, freePort, run, startServer } from '../support/server.ts'
import { fetchFrom, logIn, signUp } from '../support/wire.ts'
import { expectSentence } from './sentence.ts'

withRedis('two servers and a Redis', (redis) => {
  it.skipIf(!hasSignals)('share sessions and news; a feed over a socket is told, frees its place and holds up no end', async () => {
    const folder = newFolder()
    const [port, another] = [await freePort(), await freePort()]
    const settings = { LATCHKEY_REDIS_URL: redis().url, LATCHKEY_SECRET: secret, LATCHKEY_ORIGIN: `http://localhost:${port}` }
    const one = await startServer({ folder, port, settings })
    const other = await startServer({ folder, port: another, settings })
    await signUp(fetchFrom(one.origin))
    const added = await run(['user', 'add', 'root', '--role', 'admin'], { folder, stdin: `${password} root`, settings })
    expect(added.code).toBe(0)
    const root = await logIn(fetchFrom(one.origin), 'jwt', { username: 'root', password: `${password} root` })
    const verifier = createVerifier({
      issuer: one.origin, audience: one.origin, keys: `${one.origin}/.well-known/jwks.json`, onFault: () => {},
      revocations: { feed: { url: `${one.origin}/auth/revocations`, credential: root.credential } },
    })
    onTestFinished(() => { verifier.close() })
    const { credential } = await logIn(fetchFrom(one.origin), 'jwt')
    expect((await verifier.verify(credential)).status).toBe('authenticated')
    const start = performance.now()
    const socket = await openSocket(another)
    socket.send(['POST /auth/logout HTTP/1.1', `Host: localhost:${port}`, `Authorization: Bearer ${credential}`, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n'))
    await socket.hear('HTTP/1.1 204')
    while ((await verifier.verify(credential)).status !== 'refused') {
      expect(performance.now() - start).toBeLessThan(3000)
      await sleep(10)
    }
    const asked = performance.now()
    one.signal('SIGTERM')
    expect(await one.ended).toBe(0)
    expect(performance.now() - asked).toBeLessThan(4000)
    expect(await other.stop()).toBe(0)
    expect(one.stderr() + other.stderr()).toBe('')
  }, 60_000)

  it('start where Redis is away, and serve', async () => {
    const server = await startServer({ settings: { LATCHKEY_REDIS_URL: `redis://127.0.0.1:${await freePort()}` } })
    await signUp(fetchFrom(server.origin))
    expect((await logIn(fetchFrom(server.origin), 'cookie')).session).not.toBe('')
    await server.stop()
  }, 30_000)
})

describe('a start with a LATCHKEY_REDIS_URL', () => {
  it.each(['localhost:6379', 'redis://:c4nary@redis.example.com', 'rediss://:c4nary@redis.example.com/x', 'http://:c4nary@localhost'])(
    'of %s is refused in one sentence without its password', async (url) => {
      const ran = await run(['serve'], { settings: { LATCHKEY_REDIS_URL: url } })
      expectSentence(ran, 'LATCHKEY_REDIS_URL')
      expect(ran.stderr + ran.stdout).not.toContain('c4nary')
    },
  )
})
