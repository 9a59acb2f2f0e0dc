/** E-10: what never held a place in a status list, or gave it back, sets no bit under a living login. */
import { beforeEach, describe, expect, it, vi } from 'vitest'

/** What is drawn next begins with these four letters, as any draw may: one in 2^20. */
const drawn = vi.hoisted(() => ({ first: '' }))
vi.mock('../../src/crypto/random.ts', async (load) => {
  const real = await load<typeof import('../../src/crypto/random.ts')>()
  return { ...real, randomId: () => drawn.first + real.randomId().slice(drawn.first.length) }
})

const { createClient, loginOf } = await import('../support/client.ts')
const { origin, password, startInstance } = await import('../support/instance.ts')
const { createVerifier } = await import('../../src/verify.ts')
const { guardedOrigins, openBrowser, wiki } = await import('../http/guarded.ts')
const { addUser } = await import('../http/people.ts')

let instance: Awaited<ReturnType<typeof startInstance>>
beforeEach(async () => {
  instance = await startInstance({ statusList: true, guardedOrigins, visitorSessions: 'on-first-visit' })
  for (const name of ['victim', 'mira']) await addUser(instance, name)
})

async function logIn(username: string): Promise<string> {
  const told = await createClient(instance.auth).send('POST', '/auth/login', { json: { username, password, carrier: 'jwt' } })
  return loginOf(told).credential
}

function placeOf(jwt: string): string {
  const { sid } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { sid: string } // a JWT of ours
  return sid.slice(0, 4)
}

/** Whatever is drawn meanwhile falls on this place; a draw that is refused is repeated elsewhere. */
async function drawing<T>(first: string, act: () => Promise<T>): Promise<T> {
  drawn.first = first
  return act().finally(() => { drawn.first = '' })
}

/** A verifier that reads the list for the first time. */
async function statusFor(jwt: string): Promise<string> {
  instance.pass(6)
  const verifier = createVerifier({
    issuer: origin, audience: origin, keys: `${origin}/.well-known/jwks.json`, revocations: { statusList: true }, clock: instance.now,
    fetch: (url) => instance.auth.handler(new Request(url)),
  })
  return (await verifier.verify(jwt)).status
}

describe('a living login stays good for a verifier by status list', () => {
  it('and no API key is made on its place', async () => {
    const victim = await logIn('victim')
    const client = createClient(instance.auth)
    const bearer = await logIn('mira')
    const asked = drawing(placeOf(victim), () => client.send('POST', '/auth/keys', { bearer, json: { name: 'x' } }))
    expect((await asked).status).toBe(503)
    expect(await statusFor(victim)).toBe('authenticated')
  })

  it('whoever enters another host twice', async () => {
    const victim = await logIn('victim')
    const browser = openBrowser(instance)
    await browser.logIn(`${origin}/auth/login`)
    await drawing(placeOf(victim), () => browser.open(`${wiki}/auth/enter?return_to=%2Fpage`))
    const jar = browser.jars.get(wiki)
    const child = jar?.get('__Host-latchkey') ?? ''
    expect(child).toMatch(/^lk_se_/)
    // Again with the first entry's cookie in the jar, as a second tab that was led away before: the first is replaced.
    jar?.delete('__Host-latchkey')
    const left = await browser.send('GET', `${wiki}/auth/enter?return_to=%2F`)
    const made = await browser.send('GET', String(left.headers.get('location')))
    jar?.set('__Host-latchkey', child)
    expect((await browser.send('GET', String(made.headers.get('location')))).status).toBe(303)
    expect(await statusFor(victim)).toBe('authenticated')
  })

  it('whichever visitor, who never logged in, logs out', async () => {
    const victim = await logIn('victim')
    const stranger = openBrowser(instance)
    await drawing(placeOf(victim), () => stranger.send('GET', `${origin}/auth/login`))
    expect(stranger.jars.get(origin)?.size).toBeGreaterThan(0)
    expect((await stranger.send('POST', `${origin}/auth/logout`, { headers: { accept: '*/*' } })).status).toBe(204)
    expect(await statusFor(victim)).toBe('authenticated')
  })
})

it('a place that a key gave back is drawn by nobody while its bit stands', async () => {
  const client = createClient(instance.auth)
  const bearer = await logIn('mira')
  const made = await client.send('POST', '/auth/keys', { bearer, json: { name: 'x' } })
  const { id } = made.body as { id: string } // of a key that was made
  expect((await client.send('DELETE', `/auth/keys/${id}`, { bearer })).status).toBe(204)
  const asked = drawing(id.slice(0, 4), () => client.send('POST', '/auth/login', { json: { username: 'victim', password, carrier: 'jwt' } }))
  expect((await asked).status).toBe(503)
})
