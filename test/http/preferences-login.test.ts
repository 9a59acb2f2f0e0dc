/** What a browser was told before anybody logged in, and what the account says: merged at login and at sign-up. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Preferences } from '../../src/contracts.ts'
import { choosePreferences } from '../../src/accounts/preferences.ts'
import type { Core } from '../../src/core/core.ts'
import { stores, password, startInstance, type Instance } from '../support/instance.ts'
import { createClient } from '../support/client.ts'
import { tryLogin as logInTo } from '../accounts/people.ts'
import { addUser as addTo, interrupted, startSystem } from '../core/system.ts'
import { agree, choiceCookies, lifeOf, linesOf, plain } from './choosing.ts'
import { loggedIn, openBrowser, post } from './browser.ts'
import { addUser } from './people.ts'

const cookieName = choiceCookies.preferences

let instance: Instance
beforeEach(async () => { instance = await startInstance({ languages: ['en', 'de'] }) })

function browserWith(shown: Preferences) {
  const browser = openBrowser(instance.auth)
  browser.cookies.set(cookieName, plain(shown))
  return browser
}
const logIn = (browser = openBrowser(instance.auth), more = {}) =>
  browser.send('POST', '/auth/login', { json: { username: 'mira', password, ...more } })
const ofAccount = async (name = 'mira') => (await instance.auth.users.findByName(name))?.preferences

describe('at a login', () => {
  it('the account goes before, and the browser fills what it leaves open', async () => {
    await addUser(instance, 'mira', { preferences: { language: 'de' } })
    const browser = browserWith({ language: 'en', theme: 'dark' })
    await logIn(browser)
    expect(await ofAccount()).toEqual({ language: 'de', theme: 'dark' })
    expect(browser.cookies.get(cookieName)).toBe(plain({ language: 'de', theme: 'dark' }))
  })

  it('the browser that knew nothing is told what the account says, until it closes', async () => {
    await addUser(instance, 'mira', { preferences: { language: 'de', theme: 'dark' } })
    const browser = openBrowser(instance.auth)
    expect(lifeOf(await logIn(browser), cookieName)).toEqual([null])
    expect((await browser.send('GET', '/auth/preferences')).body).toEqual({ language: 'de', theme: 'dark' })
  })

  it('it is told for a year with consent to it', async () => {
    await addUser(instance, 'mira', { preferences: { theme: 'dark' } })
    const browser = openBrowser(instance.auth)
    await agree(browser, { preferences: true })
    expect(lifeOf(await logIn(browser), cookieName)).toEqual([31_536_000])
  })

  it('nothing is set, and nothing changed, where both say the same or neither says anything', async () => {
    await addUser(instance, 'mira', { preferences: { theme: 'dark' } })
    await addUser(instance, 'anna')
    expect(linesOf(await logIn(browserWith({ theme: 'dark' })), cookieName)).toEqual([])
    expect(linesOf(await logIn(undefined, { username: 'anna' }), cookieName)).toEqual([])
    expect(await ofAccount('anna')).toEqual({})
  })

  it('whoever used the browser before changes nothing that the account says', async () => {
    await addUser(instance, 'mira', { preferences: { language: 'en', theme: 'light' } })
    await addUser(instance, 'anna', { preferences: { language: 'de', theme: 'dark' } })
    const browser = await loggedIn(instance.auth, 'anna')
    await logIn(browser)
    expect(await ofAccount('mira')).toEqual({ language: 'en', theme: 'light' })
    expect(await ofAccount('anna')).toEqual({ language: 'de', theme: 'dark' })
    expect((await browser.send('GET', '/auth/preferences')).body).toEqual({ language: 'en', theme: 'light' })
  })

  it.each(['jwt', 'token'])('by %s the account is filled too, and no cookie is set', async (carrier) => {
    await addUser(instance, 'mira', { preferences: { language: 'de' } })
    const answer = await logIn(browserWith({ theme: 'dark' }), { carrier })
    expect([answer.status, linesOf(answer, cookieName)]).toEqual([200, []])
    expect(await ofAccount()).toEqual({ language: 'de', theme: 'dark' })
  })

  it.each(['cookie', 'jwt', 'token'])('by %s, without a cookie, the account stays as it is', async (carrier) => {
    await addUser(instance, 'mira', { preferences: { language: 'de' } })
    await createClient(instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier } })
    expect(await ofAccount()).toEqual({ language: 'de' })
  })

  it('that fails neither the account nor the browser hears anything', async () => {
    await addUser(instance, 'mira', { preferences: { language: 'de' } })
    const answer = await logIn(browserWith({ theme: 'dark' }), { password: 'cobalt meadow wrench' })
    expect([answer.status, linesOf(answer, cookieName), await ofAccount()]).toEqual([401, [], { language: 'de' }])
  })

  it('a cookie that cannot be read fills nothing', async () => {
    await addUser(instance, 'mira')
    await logIn(browserWith({ language: 'xx', theme: 'dark' }))
    expect(await ofAccount()).toEqual({})
  })
})

describe('at a sign-up', () => {
  it.each(['cookie', 'jwt', 'token'])('by %s the account begins with what the browser says', async (carrier) => {
    const json = { username: 'noor', password: 'velvet anchor mosaic', carrier }
    const answer = await browserWith({ language: 'de', theme: 'dark' }).send('POST', '/auth/signup', { json })
    expect([answer.status, linesOf(answer, cookieName)]).toEqual([201, []])
    expect(await ofAccount('noor')).toEqual({ language: 'de', theme: 'dark' })
  })

  it('by the form as well', async () => {
    const form = { on: '/auth/signup', to: '/auth/signup' }
    await post(browserWith({ theme: 'light' }), form, { username: 'noor', password: 'velvet anchor mosaic' })
    expect(await ofAccount('noor')).toEqual({ theme: 'light' })
  })
})

describe.each(stores)('on the $name store, preferences', ({ open }) => {
  it('of a commit that somebody was before are read again, and the last one counts', async () => {
    const { store, remove } = open()
    const system = await startSystem({ store })
    const { id } = await addTo(system)
    const first = (core: Core) => choosePreferences(core, id, { theme: 'light' })
    const raced = interrupted(system, () => first(system.core))
    expect(await choosePreferences(raced.core, id, { theme: 'dark', language: 'en' })).toBe(true)
    expect((await store.findUser(id))?.preferences).toEqual({ theme: 'dark', language: 'en' })
    await store.commit([{ do: 'delete', table: 'user', id, if: {} }])
    expect(await choosePreferences(system.core, id, {})).toBe(false)
    await store.close()
    remove()
  })

  it('that the account was given while somebody logged in are not overwritten by the browser’s', async () => {
    const { store, remove } = open()
    const system = await startSystem({ store })
    const { id } = await addTo(system)
    // The attempt is counted first; the login is the second commit.
    const raced = interrupted(system, () => choosePreferences(system.core, id, { theme: 'light' }), 2)
    const outcome = await logInTo(raced, { preferences: { theme: 'dark', language: 'en' } })
    expect(outcome).toMatchObject({ ok: true, issued: { user: { preferences: { theme: 'light', language: 'en' } } } })
    expect((await store.findUser(id))?.preferences).toEqual({ theme: 'light', language: 'en' })
    await store.close()
    remove()
  })
})
