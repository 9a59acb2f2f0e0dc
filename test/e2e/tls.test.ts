/** The server with a certificate of its own. Node makes none, so openssl does; without it these are skipped. */
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { exchange, openSocket } from '../support/raw.ts'
import { certified, hasOpenssl } from '../support/certificate.ts'
import { freePort, hasSignals, run, startServer, type Settings } from '../support/server.ts'
import { expectSentence } from './sentence.ts'

describe.skipIf(!hasOpenssl)('with a certificate and its key', () => {
  it.concurrent('E-07, E-18: serves HTTPS with HSTS, and nothing in plain HTTP', async () => {
    const server = await startServer(certified())
    expect(server.origin).toBe(`https://localhost:${server.port}`)
    const ca = readFileSync(join(server.folder, 'cert.pem'))
    for (const path of ['/', '/auth/me', '/healthz', '/nowhere']) {
      const [incoming] = await once(get(server.origin + path, { ca }), 'response') as [IncomingMessage]
      await text(incoming)
      expect(incoming.headers['strict-transport-security']).toMatch(/max-age=(3153\d{4}|\d{9,})/)
    }
    const plain = await exchange(server.port, `POST /auth/login HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`)
    expect(plain).toMatchObject({ status: 0, hungUp: true })
  })

  it.skipIf(!hasSignals)('F-14: ends although somebody never finishes a handshake', { concurrent: true }, async () => {
    const server = await startServer(certified())
    await openSocket(server.port)
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
  })

  it.concurrent('refuses what is no certificate, the key of another one, and an origin of plain HTTP', async () => {
    const { folder, settings } = certified()
    const other = certified()
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other', 'key.pem'), readFileSync(join(other.folder, 'key.pem')))
    writeFileSync(join(folder, 'text.pem'), 'no certificate\n')
    const port = { PORT: String(await freePort()) }
    const wrong: readonly [Settings, string][] = [
      [{ ...settings, LATCHKEY_TLS_CERT: 'text.pem' }, 'LATCHKEY_TLS_CERT'],
      [{ ...settings, LATCHKEY_TLS_KEY: join('other', 'key.pem') }, 'LATCHKEY_TLS_KEY'],
      [{ ...settings, LATCHKEY_ORIGIN: `http://localhost:${port.PORT}` }, 'LATCHKEY_ORIGIN'],
    ]
    for (const [one, name] of wrong) {
      expectSentence(await run(['serve'], { folder, settings: { ...port, ...one } }), name)
    }
  })
})
