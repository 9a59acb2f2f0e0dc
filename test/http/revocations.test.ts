/** GET /auth/revocations: the log as server-sent events, from the first to the newest and on. */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Auth } from '../../src/create-auth.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { eventsIn, type ServerEvent } from '../../src/verify/events.ts'
import { createClient, loginOf } from '../support/client.ts'
import { origin, password, startInstance, stores, type InstanceOptions } from '../support/instance.ts'
import { ask } from './ask.ts'

async function started(options: InstanceOptions = {}) {
  const instance = await startInstance(options)
  onTestFinished(instance.close)
  const { auth } = instance
  for (const [username, roles] of [['mira', []], ['probe', ['admin']]] as const) await auth.users.add({ username, password, email: null, roles })
  const probe = await auth.users.findByName('probe')
  const key = async () => (await auth.apiKeys.create(probe?.id ?? '', { name: 'feed' }))?.key ?? ''
  return { ...instance, key: await key(), probe: probe?.id ?? '' }
}

async function logIn(auth: Auth, username = 'mira', carrier = 'jwt') {
  return loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username, password, carrier } }))
}

/** A stream that is read event by event. */
async function follow(auth: Auth, credential: string, from?: string) {
  const headers = { authorization: `Bearer ${credential}`, ...from !== undefined && { 'last-event-id': from } }
  const response = await auth.handler(new Request(`${origin}/auth/revocations`, { headers }))
  if (response.body === null || response.status !== 200) throw new Error(`answered with ${response.status}`)
  const events = eventsIn(response.body)
  const next = async () => (await events.next()).value
  return {
    response, next,
    stop: () => events.return(),
    /** All up to the next `live`, and that. */
    async live(): Promise<ServerEvent[]> {
      const told: ServerEvent[] = []
      for (;;) {
        const event = await next()
        if (event === undefined) return told
        told.push(event)
        if (event.event === 'live') return told
      }
    },
  }
}

const kindsOf = (events: readonly ServerEvent[]) => events.map(({ event, data }) => event === 'revoked' ? (JSON.parse(data) as { kind: string }).kind : event)

describe.each(stores)('on the $name store, the feed', ({ open }) => {
  it('tells the whole log, then what comes, each with its place', async () => {
    const { auth, key } = await started({ store: open().store })
    await auth.revoke((await logIn(auth)).credential)
    const feed = await follow(auth, key)
    const before = await feed.live()
    expect(kindsOf(before)).toEqual(['reset', 'credential', 'live'])
    const { credential } = await logIn(auth)
    await auth.revoke(credential)
    const after = await feed.live()
    expect(kindsOf(after)).toEqual(['credential', 'live'])
    const jti = (JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }).jti
    expect(JSON.parse(after[0]?.data ?? '')).toMatchObject({ kind: 'credential', id: jti, value: 0 })
    expect([before.at(-1)?.id, after[0]?.id, after[1]?.id]).toEqual([
      expect.stringMatching(/^[\w-]+\.1$/), expect.stringMatching(/^[\w-]+\.2$/), expect.stringMatching(/^[\w-]+\.2$/),
    ])
    await feed.stop()
  })

  it('tells a log that the store tells in parts whole, to who begins and to who goes on, and says only then that all is told', async () => {
    const { auth, key, store, now } = await started({ store: open().store })
    const first = await follow(auth, key)
    const id = (await first.live()).at(-1)?.id ?? ''
    await first.stop()
    const until = now() + 3600
    for (let from = 0; from < 11_000; from += 1000) {
      await store.commit(Array.from({ length: 1000 }, (_, n) => ({ do: 'revoke', entry: { kind: 'session', id: `s${from + n}`, value: 0, at: now(), until } }) as const))
    }
    for (const [place, before] of [[undefined, ['reset']], [id, []]] as const) {
      const feed = await follow(auth, key, place)
      const told = kindsOf(await feed.live())
      await feed.stop()
      expect(told).toEqual([...before, ...Array<string>(11_000).fill('session'), 'live'])
    }
  })

  it('goes on where a reader was, and begins anew where that is no place of this log', async () => {
    const { auth, key } = await started({ store: open().store })
    for (let n = 0; n < 3; n++) await auth.revoke((await logIn(auth)).credential)
    const feed = await follow(auth, key)
    const id = (await feed.live()).at(-1)?.id ?? ''
    await feed.stop()
    const resumed = async (from: string) => {
      const again = await follow(auth, key, from)
      const told = kindsOf(await again.live())
      await again.stop()
      return told
    }
    expect(await resumed(id)).toEqual(['live'])
    expect(await resumed(id.replace(/3$/, '1'))).toEqual(['credential', 'credential', 'live'])
    for (const odd of [id.replace(/3$/, '4'), `x${id}`, 'x.1', 'nonsense', `${id}.1`]) {
      expect(await resumed(odd)).toEqual(['reset', 'credential', 'credential', 'credential', 'live'])
    }
  })
})

describe('the feed', () => {
  it('says each second that it lives', async () => {
    const { auth, key } = await started()
    const feed = await follow(auth, key)
    await feed.live()
    const start = performance.now()
    expect(kindsOf(await feed.live())).toEqual(['live'])
    expect(performance.now() - start).toBeLessThan(1500)
    await feed.stop()
  })

  it('begins anew where what a reader missed was pruned', async () => {
    const { auth, key, pass, now, store } = await started()
    const feed = await follow(auth, key)
    const id = (await feed.live()).at(-1)?.id
    await feed.stop()
    for (let n = 0; n < 2; n++) await auth.revoke((await logIn(auth)).credential)
    pass(86_400 - 3600)
    await store.reap({ now: now(), most: 100 })
    const again = await follow(auth, key, id)
    expect(kindsOf(await again.live())).toEqual(['reset', 'live'])
    await again.stop()
  })

  it('is for those who may introspect, and kept by nobody', async () => {
    const { auth, key } = await started()
    const asked = async (headers: Record<string, string>) => (await ask(auth, 'GET /auth/revocations', { headers })).status
    expect(await asked({})).toBe(401)
    expect(await asked({ authorization: 'Bearer lk_key_nonsense' })).toBe(401)
    expect(await asked({ authorization: `Bearer ${(await logIn(auth)).credential}` })).toBe(403)
    const feed = await follow(auth, key)
    expect(['cache-control', 'content-type'].map((name) => feed.response.headers.get(name))).toEqual(['no-store', 'text/event-stream'])
    await feed.stop()
  })

  it.each(['key ended', 'login ended', 'user disabled', 'role gone', 'time over'] as const)('ends with what asked for it: %s', async (how) => {
    const { auth, key, probe, pass } = await started()
    const { credential } = await logIn(auth, 'probe')
    const feed = await follow(auth, how === 'key ended' ? key : credential)
    await feed.live()
    const [own] = await auth.apiKeys.list(probe)
    if (how === 'key ended') await auth.apiKeys.end(probe, own?.id ?? '')
    if (how === 'login ended') await auth.sessions.endAll(probe)
    if (how === 'user disabled') await auth.users.disable(probe)
    if (how === 'role gone') await auth.users.setRoles(probe, [])
    if (how === 'time over') pass(700)
    const start = performance.now()
    while (await feed.next() !== undefined) expect(performance.now() - start).toBeLessThan(3000)
  })

  it('is served to sixty-four at once, and to another when one has gone', async () => {
    const { auth, key } = await started()
    const feeds = await Promise.all(Array.from({ length: 64 }, () => follow(auth, key)))
    const refused = await ask(auth, 'GET /auth/revocations', { headers: { authorization: `Bearer ${key}` } })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    await feeds[0]?.live()
    await feeds[0]?.stop()
    const another = await follow(auth, key)
    for (const feed of [...feeds, another]) await feed.stop()
  })

  it('holds no place for a HEAD', async () => {
    const { auth, key } = await started()
    const headers = { authorization: `Bearer ${key}` }
    for (let n = 0; n < 70; n++) expect((await ask(auth, 'HEAD /auth/revocations', { headers })).status).toBe(200)
    const feed = await follow(auth, key)
    expect((await feed.live()).length).toBeGreaterThan(0)
    await feed.stop()
  })

  it('ends when the instance closes', async () => {
    const { auth, key } = await started()
    const feed = await follow(auth, key)
    await feed.live()
    await auth.close()
    let last = await feed.next()
    while (last !== undefined) last = await feed.next()
    expect(last).toBeUndefined()
  })

  it('says nothing while the log cannot be read, and goes on when it can', async () => {
    const store = memoryStore()
    let isAway = false
    const away: typeof store = { ...store, readRevocations: (after) => isAway ? Promise.reject(new StoreError('away')) : store.readRevocations(after) }
    const { auth, key } = await started({ store: away })
    const feed = await follow(auth, key)
    await feed.live()
    isAway = true
    const told = feed.live()
    const outcome = await Promise.race([told.then(() => 'live'), new Promise((resolve) => { setTimeout(resolve, 2500, 'silent') })])
    expect(outcome).toBe('silent')
    isAway = false
    expect((await told).at(-1)?.event).toBe('live')
    await feed.stop()
  })

  it('tells a long log piece by piece, as it is read', async () => {
    const { auth, key, store, now } = await started()
    const entry = (n: number) => ({ do: 'revoke', entry: { kind: 'session', id: `s${n}`, value: 0, at: now(), until: now() + 600 } }) as const
    for (let batch = 0; batch < 20; batch++) await store.commit(Array.from({ length: 500 }, (_, n) => entry(batch * 500 + n)))
    const response = await auth.handler(new Request(`${origin}/auth/revocations`, { headers: { authorization: `Bearer ${key}` } }))
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.length).toBeLessThan(40_000)
    await reader?.cancel()
    const feed = await follow(auth, key)
    expect(await feed.live()).toHaveLength(10_002)
    await feed.stop()
  })
})
