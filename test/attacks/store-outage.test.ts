/** The store fails, or never answers, at any of its calls: a 503 or a 500, no success, no 401, no cookie cleared. */
import { beforeAll, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/stores/store-error.ts'
import { ask } from '../http/ask.ts'
import { openStage, play, routes, setStage, titled, type Route, type Stage } from '../http/routes.ts'
import { isBackground, watchedStore, type Call } from '../http/watched-store.ts'
import { createClient, logIn, type Answer } from '../support/client.ts'
import { faults, type Instance } from '../support/instance.ts'

/** What happens at the call of this number; 0 is never. Calls that no answer waits for are not counted. */
const trouble: { at: number, calls: number, what: () => Promise<unknown> } = {
  at: 0, calls: 0, what: () => Promise.resolve(),
}

function told(call: Call): Promise<unknown> | void {
  if (isBackground(call)) return
  trouble.calls++
  if (trouble.calls === trouble.at) return trouble.what()
}

let instance: Instance
beforeAll(async () => { instance = await openStage({ store: watchedStore(told), recalledSessions: 0 }) })

async function freshStage(): Promise<Stage> {
  Object.assign(trouble, { at: 0 })
  // What failed half-way was counted as an attempt: ten minutes later the source is unknown again.
  instance.pass(601)
  return setStage(instance)
}

/** Plays the route once for each of its calls to the store, with trouble at that one. */
async function playWithTrouble(
  route: Route, what: typeof trouble.what, judge: (answer: Answer, stage: Stage) => Promise<void>,
): Promise<number> {
  const stage = await freshStage()
  Object.assign(trouble, { calls: 0 })
  expect((await play(stage, route)).status).toBe(route.success)
  const total = trouble.calls
  await forget(stage)
  for (let at = 1; at <= total; at++) {
    const again = await freshStage()
    Object.assign(trouble, { at, calls: 0, what })
    const answer = await play(again, route)
    Object.assign(trouble, { at: 0 })
    await judge(answer, again)
    await forget(again)
  }
  return total
}

/** The next one signs up, and changes password and preferences anew. */
async function forget({ instance: { store, hasher, auth } }: Stage): Promise<void> {
  const newcomer = await store.findUserByName('newcomer')
  if (newcomer !== null) await store.commit([{ do: 'delete', table: 'user', id: newcomer.id, if: {} }])
  const mira = await auth.users.findByName('mira')
  const password = await hasher.hash('harbour quilt seven')
  if (mira !== null) await store.commit([{ do: 'update', table: 'user', id: mira.id, if: {}, set: { password, preferences: {} } }])
}

/** Nothing was taken away: the same cookie, the other session and the refresh token are as good as before. */
async function expectUntouched({ instance: { auth }, browser, other, refreshToken }: Stage): Promise<void> {
  expect((await browser.send('GET', '/auth/me')).status).toBe(200)
  expect((await browser.send('GET', '/auth/sessions')).text).toContain(other)
  expect((await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: refreshToken } })).status)
    .toBe(200)
  expect((await logIn(auth, 'cookie')).answer.status).toBe(200)
  expect(await auth.users.findByName('newcomer')).toBeNull()
}

function expectNoLogin({ headers }: Answer): void {
  expect(headers.getSetCookie().filter((line) => !line.startsWith('__Host-latchkey-form='))).toEqual([])
}

/** What was agreed to stands in a cookie alone. */
const asking = routes.filter(({ line }) => !/assets|well-known|GET \/auth\/consent/.test(line))

describe('F-03: a store that is away', () => {
  it.each(titled(asking))('%s is 503 at whichever call it goes, and works again afterwards', async (_, route) => {
    const away = () => Promise.reject(new StoreError('the disk is full'))
    const total = await playWithTrouble(route, away, async (answer, stage) => {
      expect([trouble.calls, answer.status, answer.headers.get('retry-after')]).toEqual([trouble.calls, 503, '5'])
      expect(answer.headers.has('www-authenticate')).toBe(false)
      expectNoLogin(answer)
      await expectUntouched(stage)
    })
    expect(total).toBeGreaterThan(route.line === 'GET /auth/signup' ? -1 : 0)
  })

  it('is an error of the application’s own guard, never an answer', async () => {
    const stage = await freshStage()
    for (const freshness of ['revocable', 'authoritative'] as const) {
      Object.assign(trouble, { at: 1, calls: 0, what: () => Promise.reject(new StoreError('away')) })
      const cookie = `__Host-latchkey=${stage.browser.cookies.get('__Host-latchkey')}`
      await expect(
        instance.auth.authenticate(new Request('http://localhost:3000/', { headers: { cookie } }), { freshness }),
      ).rejects.toThrow(StoreError)
    }
  })

  it('is not asked about what needs no store: a JWT on a revocable route', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    Object.assign(trouble, { at: 1, calls: 0, what: () => Promise.reject(new StoreError('away')) })
    expect((await instance.auth.authenticate(new Request('http://localhost:3000/', { headers: shown }))).status)
      .toBe('authenticated')
    Object.assign(trouble, { at: 0 })
  })
})

describe('E-17: a store that throws what nobody expects', () => {
  it.each(titled(asking))('%s is 500 at whichever call, and works again afterwards', async (_, route) => {
    await playWithTrouble(route, () => Promise.reject(new Error('a bug in the store')), async (answer, stage) => {
      expect(answer.status).toBe(500)
      expect(answer.text).not.toContain('a bug in the store')
      expectNoLogin(answer)
      await expectUntouched(stage)
    })
  })
})

describe('F-03: a store that never answers', () => {
  it('is away after two seconds, at whichever call of whichever route', async () => {
    const wrong: unknown[] = []
    const plays = asking.map(async (route) => {
      const total = await callsOf(route)
      await Promise.all(Array.from({ length: total }, (_, index) => hangAt(route, index + 1, wrong)))
    })
    await Promise.all(plays)
    expect(wrong).toEqual([])
  })

  async function callsOf(route: Route): Promise<number> {
    let calls = 0
    const stage = await setStage(
      await openStage({ store: watchedStore((call) => { if (!isBackground(call)) calls++ }) }),
    )
    calls = 0
    await play(stage, route)
    return calls
  }

  async function hangAt(route: Route, at: number, wrong: unknown[]): Promise<void> {
    let calls = Number.NEGATIVE_INFINITY
    const store = watchedStore((call) => {
      if (isBackground(call)) return undefined
      calls++
      return calls === at ? new Promise<never>(() => undefined) : undefined
    })
    const stage = await setStage(await openStage({ store }))
    calls = 0
    const begun = performance.now()
    const { status } = await play(stage, route)
    const milliseconds = performance.now() - begun
    if (status !== 503 || milliseconds > 8000) wrong.push([route.line, at, status, milliseconds])
  }
})

describe('F-08: what no answer waits for', () => {
  it('fails for itself: last-seen and events of refusals cost nobody the answer', async () => {
    const before = faults.length
    let isAway = false
    const own = await openStage({
      store: watchedStore((call) => { if (isAway && call.verb === 'commit' && isBackground(call)) throw new StoreError('away') }),
    })
    const stage = await setStage(own)
    isAway = true
    own.pass(120)
    expect((await stage.browser.send('GET', '/auth/me')).status).toBe(200)
    expect(
      (await createClient(own.auth).send('POST', '/auth/login', {
        json: { username: 'mira', password: 'wrong' },
      })).status,
    ).toBe(401)
    expect((await ask(own.auth, 'POST /auth/logout', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await stage.browser.send('POST', '/auth/logout')).status).toBe(204)
    await own.close()
    expect(faults.length - before).toBe(3)
  })
})
