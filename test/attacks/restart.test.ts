/**
 * Restart: what was revoked, rotated, consumed or locked is tried again after the process has ended, in the hope that
 * something of it lived in memory alone (CVE-2026-9802). The first instance is not closed: it is as if it were killed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { createClient, logIn, loginOf, me, ownPage, signUp, type Login } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-restart-'))
const file = join(folder, 'test.db')
const open = () => startInstance({ store: sqliteStore({ file }) })
const carriers = ['cookie', 'jwt', 'token'] as const

let killed: Instance
let restarted: Instance
/** What must be refused, and what must go on. */
const over = new Map<string, Login>()
const live = new Map<string, Login>()
let setup: string
let reused: Login

async function revoke({ auth }: Instance): Promise<void> {
  for (const carrier of carriers) {
    const login = await logIn(auth, carrier)
    await createClient(auth).send('POST', '/auth/logout', { headers: { ...login.shown, ...ownPage } })
    over.set(`${carrier} after its logout`, login)
  }
  for (const carrier of carriers) {
    const login = await logIn(auth, carrier)
    const acting = await logIn(auth, 'jwt')
    await createClient(auth).send('DELETE', `/auth/sessions/${login.session}`, { headers: acting.shown })
    over.set(`${carrier} that another login ended`, login)
  }
}

async function endEverywhere({ auth }: Instance): Promise<void> {
  await signUp(auth, 'noor')
  const logins = await Promise.all(carriers.map((carrier) => logIn(auth, carrier, { username: 'noor' })))
  const headers = { ...logins[1]?.shown }
  await createClient(auth).send('DELETE', '/auth/sessions?all=true', { headers })
  for (const login of logins) over.set(`${String(login.answer.body['carrier'])} after the end of all`, login)
}

async function replace({ auth }: Instance): Promise<void> {
  for (const carrier of carriers) {
    const login = await logIn(auth, carrier)
    const headers = { ...login.shown, ...ownPage }
    const answer = await createClient(auth).send('POST', '/auth/reauthenticate', { json: { password }, headers })
    over.set(`${carrier} of before a re-authentication`, { ...login, refreshToken: '' })
    live.set(`${carrier} after a re-authentication`, loginOf(answer))
  }
}

async function consume(instance: Instance): Promise<void> {
  const { auth } = instance
  setup = await auth.createSetup() ?? ''
  await createClient(auth).send('POST', '/auth/signup', { json: { username: 'first', password, setup } })
  reused = await logIn(auth, 'jwt')
  const second = loginOf(
    await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: reused.refreshToken } }),
  )
  await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: second.refreshToken } })
}

async function lock({ auth }: Instance): Promise<void> {
  await signUp(auth, 'locked')
  for (let n = 0; n < 5; n++)
    await createClient(auth).send('POST', '/auth/login', { json: { username: 'locked', password: 'wrong' } })
}

beforeAll(async () => {
  killed = await open()
  await signUp(killed.auth)
  for (const step of [revoke, endEverywhere, replace, consume, lock]) await step(killed)
  for (const carrier of carriers) live.set(`${carrier} that nobody ended`, await logIn(killed.auth, carrier))
  restarted = await open()
})

afterAll(async () => {
  await killed.close()
  await restarted.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('after a restart', () => {
  it('F-12: every credential that was ended is refused, by every freshness', async () => {
    expect(over.size).toBe(12)
    for (const [name, { shown }] of over) {
      expect([name, (await me(restarted.auth, shown)).status]).toEqual([name, 401])
      const request = () => new Request('http://localhost:3000/', { headers: shown })
      expect([name, await restarted.auth.authenticate(request(), { freshness: 'revocable' })]).toEqual([
        name,
        expect.objectContaining({ status: 'refused' }),
      ])
    }
  })

  it('F-12: every refresh token of what was ended is refused', async () => {
    for (const [name, { refreshToken }] of over) {
      const answer = await createClient(restarted.auth).send('POST', '/auth/refresh', {
        json: { refresh_token: refreshToken },
      })
      expect([name, answer.status]).toEqual([name, 401])
    }
  })

  it('F-12: a refresh token that was used twice over ends its family', async () => {
    const answer = await createClient(restarted.auth).send('POST', '/auth/refresh', {
      json: { refresh_token: reused.refreshToken },
    })
    expect(answer.body).toMatchObject({ code: 'token_reused' })
    expect((await me(restarted.auth, reused.shown)).status).toBe(401)
  })

  it('F-12: a setup code that was used makes no second administrator', async () => {
    const answer = await createClient(restarted.auth).send('POST', '/auth/signup', {
      json: { username: 'second', password, setup },
    })
    expect(answer.body).toMatchObject({ status: 403, code: 'signup_closed' })
    expect(await restarted.auth.createSetup()).toBeNull()
  })

  it('F-12: a name that was locked is locked', async () => {
    const answer = await createClient(restarted.auth).send('POST', '/auth/login', {
      json: { username: 'locked', password },
    })
    expect(answer.status).toBe(429)
  })

  it('what nobody ended goes on', async () => {
    expect(live.size).toBe(6)
    for (const [name, { shown }] of live) expect([name, (await me(restarted.auth, shown)).status]).toEqual([name, 200])
  })
})
