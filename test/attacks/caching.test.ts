/** A cache in between that shows one person what was another's: nothing is kept but the files that are named. */
import { describe, expect, it } from 'vitest'
import { StoreError } from '../../src/stores/store-error.ts'
import { ask, asForm, asJson } from '../http/ask.ts'
import { files, openStage, play, routes, setStage, titled, type Route } from '../http/routes.ts'
import { watchedStore } from '../http/watched-store.ts'
import { startInstance } from '../support/instance.ts'

const expected = (route: Route, status: number) => {
  if (!files.includes(route) || status !== 200) return 'no-store'
  return route.line.includes('jwks') ? 'public, max-age=120' : 'public, max-age=3600'
}

describe('B-22: Cache-Control', () => {
  it.each(titled(routes))('%s is never kept, whatever the status, save a public file', async (_, route) => {
    let isAway = false
    const store = watchedStore(() => { if (isAway) throw new StoreError('away') })
    const stage = await setStage(await openStage({ store }))
    const seen = new Map<number, string | null>()
    const note = ({ status, headers }: { status: number, headers: Headers }) => seen.set(
      status, headers.get('cache-control'),
    )
    isAway = true
    note(await play(stage, route))
    isAway = false
    note(await play(stage, route))
    note(await play(stage, route, { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } }))
    if (!route.line.startsWith('GET')) note(await play(stage, route, { json: '{' }))
    note(await play(stage, route, { headers: { 'content-type': 'text/plain' } }))
    note(await play(stage, route, { headers: { authorization: 'Bearer x' } }))
    stage.browser.cookies.clear()
    note(await play(stage, route))
    for (const [status, value] of seen) expect([status, value]).toEqual([status, expected(route, status)])
  })

  it.each([
    'OPTIONS /auth/login', 'PUT /auth/me', 'GET /auth/nowhere', 'GET /auth/account/x.css', 'GET /auth/me.css',
    'GET /auth/assets/x', 'HEAD /auth/login',
  ])(
    '%s is never kept', async (line) => {
      const { auth } = await startInstance()
      for (const accept of [
        'text/html', '*/*',
      ]) expect((await ask(auth, line, { headers: { accept } })).headers.get('cache-control')).toBe('no-store')
    },
  )

  it('a file that anyone may keep sets no cookie and is the same for everyone', async () => {
    const stage = await setStage(await openStage())
    for (const route of files) {
      const mine = await play(stage, route)
      const anyone = await ask(stage.instance.auth, route.line)
      expect(mine.headers.getSetCookie()).toEqual([])
      expect([mine.text, [...mine.headers]]).toEqual([anyone.text, [...anyone.headers]])
    }
  })

  it('what was refused for its size or its rate is never kept', async () => {
    const { auth } = await startInstance()
    const send = (body: string, type: Record<string, string> = asJson) => ask(
      auth, 'POST /auth/login', { headers: type, body },
    )
    const answers = [await send('x'.repeat(20_000)), await send('x'.repeat(20_000), asForm)]
    for (let failure = 0; failure < 6; failure++) answers.push(await send('{"username":"mira","password":"wrong"}'))
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 401, 401, 401, 401, 401, 429])
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store')
  })
})
