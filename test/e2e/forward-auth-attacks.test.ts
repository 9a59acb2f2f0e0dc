/** What a client can write that our nginx and Caddy configurations must not hand on, byte for byte over TLS. */
import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOver, type Browser } from '../http/travelling-browser.ts'
import { type BehindProxy, login, shop, startBehind, wiki } from '../support/behind-proxy.ts'
import { proxyPrograms } from '../support/proxies.ts'

const parts = ['Subject', 'User', 'Roles', 'Scope', 'Session', 'Carrier']

/** As CGI, WSGI, PHP and Rack name headers: there `X-Latchkey_User` and `X-Latchkey-User` are one. */
function readByCgi(raw: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  for (let n = 0; n < raw.length; n += 2) {
    const name = String(raw[n]).toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
    values.set(name, [...values.get(name) ?? [], String(raw[n + 1])])
  }
  return values
}

// Where the program is missing, forward-auth.test.ts says so.
describe.each(proxyPrograms.filter(({ isHere }) => isHere))('$name', (program) => {
  let behind: BehindProxy
  let browser: Browser

  beforeAll(async () => {
    behind = await startBehind(program)
    browser = browserOver(login, behind.fetch)
    const { address } = await browser.open(`${wiki}/auth/enter?return_to=%2Fpage`)
    const { headers } = await browser.logIn(address)
    await browser.open(login + String(headers.get('location')))
    await browser.open(`${shop}/auth/enter?return_to=%2Fpage`)
  })
  afterAll(() => behind?.stop())

  /** Lines as they are, and the status that came back. */
  async function send(...lines: string[]): Promise<number> {
    const socket = connect({ port: behind.proxy.port, host: '127.0.0.1', servername: 'wiki.example.com', rejectUnauthorized: false })
    let answer = ''
    socket.setEncoding('latin1').on('data', (part: string) => { answer += part })
    await once(socket, 'secureConnect')
    socket.write([...lines, '', ''].join('\r\n'))
    await once(socket, 'close', { signal: AbortSignal.timeout(5000) })
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
  }
  const own = () => ['GET / HTTP/1.1', 'Host: wiki.example.com', `Cookie: ${browser.cookie(wiki)}`]
  const heard = () => readByCgi(behind.upstream.seen.at(-1)?.raw ?? [])

  it.each(['X-Latchkey_User', 'X_Latchkey-User', 'X_Latchkey_User', 'X-Latchkey_Roles', 'X-Latchkey.User', 'x-latchkey_scope'])('E-05: drops %s, which an upstream may read as ours', async (name) => {
    expect(await send(...own(), `${name}: admin`, 'Connection: close')).toBe(200)
    expect([...heard().values()].flat()).not.toContain('admin')
    expect(heard().get('X_LATCHKEY_USER')).toEqual(['mira'])
  })

  it('tells the upstream who it is though the client names these headers as hop-by-hop', async () => {
    for (const part of parts.filter((one) => one !== 'Roles')) {
      expect(await send(...own(), `Connection: close, X-Latchkey-${part}`)).toBe(200)
      expect(heard().get(`X_LATCHKEY_${part.toUpperCase()}`)).toHaveLength(1)
    }
  })

  it('hears of no other user where both are tried together', async () => {
    const forged = parts.map((part) => `X-Latchkey_${part}: admin`)
    expect(await send(...own(), `Connection: close, ${parts.map((part) => `X-Latchkey-${part}`).join(', ')}`, ...forged)).toBe(200)
    expect(heard().get('X_LATCHKEY_USER')).toEqual(['mira'])
    expect([...heard().values()].flat()).not.toContain('admin')
  })

  it.each(['Cookie', 'Origin', 'Sec-Fetch-Site', 'X-Forwarded-Method', 'X-Forwarded-Uri', 'X-Forwarded-Host'])('judges a request of another site as one though %s is named as hop-by-hop', async (name) => {
    const before = behind.upstream.seen.length
    const [, ...lines] = own()
    expect([401, 403]).toContain(await send('POST /x HTTP/1.1', ...lines, 'Origin: https://evil.example', 'Sec-Fetch-Site: cross-site', `Connection: close, ${name}`, 'Content-Length: 0'))
    expect(behind.upstream.seen).toHaveLength(before)
  })

  it('B-01: lets a cookie of one host into no other by a target that names both', async () => {
    const before = behind.upstream.seen.length
    const status = await send(`GET ${wiki}/secret HTTP/1.1`, 'Host: shop.example.com', `Cookie: ${browser.cookie(shop)}`, 'Connection: close')
    // Caddy goes by the target alone, so it is asked about, and refused, as one to the wiki; or it is to the shop in full.
    const told = behind.upstream.seen.slice(before).map(({ headers }) => headers['host'])
    expect([status, told]).toEqual(status === 200 ? [200, ['shop.example.com']] : [401, []])
  })
})
