/** A host that is trusted less than the login's, or a cookie that was copied there, takes nothing that is not its own. */
import { beforeEach, describe, expect, it } from 'vitest'
import { formTo } from '../http/browser.ts'
import { ask, guardedOrigins, openBrowser, shop, wiki, type Browser } from '../http/guarded.ts'
import { addUser } from '../http/people.ts'
import { origin, password, startInstance, type Instance } from '../support/instance.ts'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance({ guardedOrigins })
  await addUser(instance)
})

const isIn = async (browser: Browser) => (await browser.send('GET', `${origin}/auth/me`, { headers: { accept: '*/*' } })).status === 200
const isLetIn = async (browser: Browser, at: string) => (await ask(instance, 'GET /page', { at, headers: { cookie: browser.cookie(at) } })).status === 200

it('a host that clears its cookie fifty times logs no other device out', async () => {
  const laptop = openBrowser(instance)
  await laptop.logIn(`${origin}/auth/login`)
  instance.pass(10)
  const phone = openBrowser(instance)
  await phone.logIn(`${origin}/auth/login`)
  for (let n = 0; n < 50; n++) {
    instance.pass(1)
    phone.jars.get(wiki)?.delete('__Host-latchkey')
    await phone.open(`${wiki}/auth/enter?return_to=%2Fpage`)
  }
  expect([await isIn(phone), await isIn(laptop), await isLetIn(phone, wiki)]).toEqual([true, true, true])
})

it('of the sessions of one login on other hosts the oldest goes at the eleventh', async () => {
  const browser = openBrowser(instance)
  await browser.logIn(`${origin}/auth/login`)
  const cookies: string[] = []
  for (let n = 0; n < 11; n++) {
    instance.pass(1)
    browser.jars.get(wiki)?.delete('__Host-latchkey')
    await browser.open(`${wiki}/auth/enter?return_to=%2Fpage`)
    cookies.push(browser.cookie(wiki))
  }
  const asked = cookies.map(async (cookie) => (await ask(instance, 'GET /page', { at: wiki, headers: { cookie } })).status)
  expect(await Promise.all(asked)).toEqual([401, ...Array<number>(10).fill(200)])
})

describe('B-03: who proves the password again leaves to whoever copied the cookie before', () => {
  let victim: Browser
  let thief: Browser
  beforeEach(async () => {
    [victim, thief] = [openBrowser(instance), openBrowser(instance)]
    await victim.logIn(`${origin}/auth/login`)
    thief.jars.set(origin, new Map(victim.jars.get(origin)))
  })

  /** A second later: when a login was proved is told in seconds. */
  async function proveAgain(): Promise<void> {
    instance.pass(1)
    const form = formTo(await victim.send('GET', `${origin}/auth/reauthenticate`), '/auth/reauthenticate')
    expect((await victim.send('POST', `${origin}/auth/reauthenticate`, { form: { ...form, password } })).status).toBe(303)
  }

  it('no session on another host', async () => {
    await thief.open(`${wiki}/auth/enter?return_to=%2Fpage`)
    expect(await isLetIn(thief, wiki)).toBe(true)
    await proveAgain()
    expect([await isIn(thief), await isLetIn(thief, wiki)]).toEqual([false, false])
  })

  it('no way into one that was begun', async () => {
    const left = await thief.send('GET', `${shop}/auth/enter?return_to=%2F`)
    const made = await thief.send('GET', String(left.headers.get('location')))
    await proveAgain()
    await thief.send('GET', String(made.headers.get('location')))
    expect(thief.jars.get(shop)?.has('__Host-latchkey') ?? false).toBe(false)
  })

  it('and comes back to those hosts themselves, without being asked', async () => {
    await victim.open(`${wiki}/auth/enter?return_to=%2Fpage`)
    await proveAgain()
    expect(await isLetIn(victim, wiki)).toBe(false)
    expect((await victim.open(`${wiki}/auth/enter?return_to=%2Fpage`)).address).toBe(`${wiki}/page`)
    expect(await isLetIn(victim, wiki)).toBe(true)
  })
})
