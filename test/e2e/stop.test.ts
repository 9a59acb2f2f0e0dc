/** F-14: how the server stops, and what clients see of it. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSocket, pause } from '../support/raw.ts'
import { databaseIn, hasSignals, startServer } from '../support/server.ts'
import { fetchFrom, logIn, meStatus, mira, signUp } from '../support/wire.ts'

describe.skipIf(!hasSignals)('F-14: the end', () => {
  const body = JSON.stringify(mira)
  /** A login, in two parts. */
  const half = (port: number) => {
    const head = ['POST /auth/login HTTP/1.1', `Host: localhost:${port}`, 'Content-Type: application/json']
    return [[...head, `Content-Length: ${body.length}`, '', body.slice(0, 9)].join('\r\n'), body.slice(9)] as const
  }

  it('lets a request that is under way be answered, takes no new one, and comes without an error', async () => {
    const server = await startServer()
    await signUp(fetchFrom(server.origin))
    const [beginning, rest] = half(server.port)
    const [slow, silent] = await Promise.all([openSocket(server.port), openSocket(server.port)])
    slow.send(beginning)
    await pause(100)
    const asked = performance.now()
    server.signal('SIGTERM')
    await server.hear('"stopping"')
    await silent.closed
    await expect(openSocket(server.port)).rejects.toThrow('ECONNREFUSED')
    slow.send(rest)
    await slow.hear('"user"')
    expect(slow.received()).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(await server.ended).toBe(0)
    expect(performance.now() - asked, 'no kept connection is waited for').toBeLessThan(3000)
    expect(server.stderr()).toBe('')
    expect(existsSync(`${databaseIn(server.folder)}-wal`), 'everything is in the one file').toBe(false)
  })

  it('is not put off by a client that keeps asking on a connection that it kept', async () => {
    const server = await startServer()
    const busy = await openSocket(server.port)
    const question = `GET /readyz HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`
    const again = setInterval(() => { busy.send(question) }, 20)
    await busy.hear('ready\n')
    const asked = performance.now()
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    clearInterval(again)
    expect(performance.now() - asked).toBeLessThan(3000)
    expect(busy.received().split('HTTP/1.1 ').slice(1).every((one) => /^(200|503) /.test(one))).toBe(true)
  })

  it('comes at once with a second signal, whatever is under way', async () => {
    const server = await startServer()
    const slow = await openSocket(server.port)
    slow.send(half(server.port)[0])
    await pause(100)
    server.signal('SIGTERM')
    await server.hear('"stopping"')
    const asked = performance.now()
    server.signal('SIGTERM')
    expect(await server.ended).toBe(1)
    expect(performance.now() - asked).toBeLessThan(1000)
  })

  it('and a new start under load give no wrong answer: one is right, or nothing is answered', async () => {
    const first = await startServer()
    const ask = fetchFrom(first.origin)
    await signUp(ask)
    const { shown } = await logIn(ask, 'cookie')
    const answers: (number | 'nothing')[] = []
    const over = new AbortController()
    const load = Promise.all(Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) answers.push(await meStatus(ask, shown).catch(() => 'nothing' as const))
    }))
    await pause(200)
    expect(await first.stop()).toBe(0)
    await startServer({ folder: first.folder, port: first.port })
    await pause(200)
    over.abort()
    await load
    expect(answers.slice(-8)).toEqual(Array<number>(8).fill(200))
    expect(answers.filter((one) => one !== 200 && one !== 503 && one !== 'nothing')).toEqual([])
  })
})
