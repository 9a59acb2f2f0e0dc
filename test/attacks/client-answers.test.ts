/** What something between the client and Latchkey answers, such as the page of a network where one logs in first. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ClientError, createClient } from '../../src/client.ts'
import { carriers, mira, openHouse } from '../client/programs.ts'

const answers: readonly (readonly [string, () => Response])[] = [
  ['an empty object', () => Response.json({})],
  ['null', () => Response.json(null)],
  ['a text', () => Response.json('welcome')],
  ['a page', () => new Response('<p>Welcome to our network', { headers: { 'content-type': 'text/html' } })],
  ['a login of nobody', () => Response.json({ carrier: 'jwt', user: null, session: null })],
  ['a deep one', () => new Response(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
  ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://wifi.example/' } })],
]

async function fault(promise: Promise<unknown>): Promise<unknown> {
  return promise.then((value) => ({ resolved: value }), (reason: unknown) => reason)
}

describe.each(carriers)('a client by %s', (carrier) => {
  it.each([...answers, ['nothing', () => new Response(null, { status: 204 })] as const])('is told of %s in the place of an answer, and its login stays as it is', async (name, answer) => {
    const { instance, program } = await openHouse()
    const { client, instead } = program({ carrier })
    const { user, session } = await client.signup(mira)
    const heard: unknown[] = []
    client.onChange((login) => { heard.push(login) })
    const calls = [
      ['/auth/login', () => client.login(mira)], ['/auth/me', client.me], ['/auth/sessions', client.sessions.list],
      ['/auth/reauthenticate', () => client.reauthenticate(mira.password)], ['/auth/exchange', () => client.exchange({ carrier: 'jwt' })],
      ...(name === 'nothing' ? [] : [['/auth/logout', client.logout] as const]),
    ] as const
    for (const [path, call] of calls) {
      instead(path, answer)
      const error = await fault(call())
      expect([path, error]).toEqual([path, expect.any(ClientError)])
      expect([path, error]).toMatchObject([path, { code: name === 'a redirect' ? 'redirected' : 'unexpected_answer', retryable: true }])
    }
    expect(await client.me()).toMatchObject({ user, session: { id: session.id } })
    expect(heard).toEqual([])
    await instance.close()
  })
})

it('reasons that are no texts are left out', async () => {
  const { instance, program } = await openHouse()
  const { client, instead } = program({ carrier: 'jwt' })
  instead('/auth/signup', () => Response.json({ code: 'password_rejected', reasons: [{ toString: 1 }, 'too_short'] }, { status: 422 }))
  expect(await fault(client.signup(mira))).toMatchObject({ code: 'password_rejected', reasons: ['too_short'] })
  await instance.close()
})

it('an answer to a renewal that is none logs nobody out', async () => {
  const { instance, program } = await openHouse()
  const { client, instead } = program({ carrier: 'jwt' })
  await client.signup(mira)
  instance.pass(600)
  instead('/auth/refresh', () => Response.json({}))
  expect(await fault(client.fetch('/orders'))).toMatchObject({ code: 'unexpected_answer', retryable: true })
  expect((await client.fetch('/orders')).status).toBe(200)
  await instance.close()
})

describe('behind a redirect to another origin', () => {
  const open: (() => void)[] = []
  afterEach(() => { for (const close of open.splice(0)) close() })

  async function serve(listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Promise<string> {
    const server = createServer(listener)
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    open.push(() => { server.closeAllConnections(); server.close() })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // of a TCP server that listens
  }

  it('a cookie is not kept', async () => {
    const foreign = await serve((_, outgoing) => {
      outgoing.setHeader('set-cookie', '__Host-latchkey=of-the-attacker; Path=/; Secure; HttpOnly').end()
    })
    const shown: unknown[] = []
    const own = await serve(({ url, headers }, outgoing) => {
      shown.push(headers.cookie)
      if (url === '/go') outgoing.writeHead(302, { location: foreign }).end()
      else outgoing.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"credential_missing"}')
    })
    const client = createClient({ baseUrl: own })
    await client.fetch(`${own}/go`)
    expect(await client.me()).toBeNull()
    expect(shown).toEqual([undefined, undefined])
  })

  it.each([302, 307])('no password goes, and its answer is no login: %i', async (status) => {
    let asked = 0
    const foreign = await serve((_, outgoing) => { asked++; outgoing.end('{}') })
    const own = await serve((_, outgoing) => { outgoing.writeHead(status, { location: `${foreign}/auth/login` }).end() })
    const client = createClient({ baseUrl: own, carrier: 'jwt' })
    expect(await fault(client.login(mira))).toMatchObject({ name: 'ClientError', code: 'redirected', status })
    expect(asked).toBe(0)
  })
})
