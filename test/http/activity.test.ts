/** The account's own events, as the account page tells them: each act once, nobody else's, and no secret. */
import { describe, expect, it } from 'vitest'
import { createClient, logIn, loginOf } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'
import { find, inside, readHtml, words } from '../pages/read-html.ts'
import { loggedIn, post } from './browser.ts'
import { addUser } from './people.ts'

async function start() {
  const instance = await startInstance()
  const mira = await addUser(instance, 'mira')
  const browser = await loggedIn(instance.auth)
  const open = async (query = '') => readHtml((await browser.send('GET', `/auth/account${query}`)).text)
  /** What happened, in the words of the page, and its second line. */
  const told = async (query = '') => {
    const page = await open(query)
    const rows = page.filter((one) => one.name === 'li' && inside('section', one)?.attributes['id'] === 'activity' && one.parents[0]?.attributes['class'] === 'things')
    return rows.map((row) => words(page.find((one) => one.name === 'b' && one.parents.includes(row))))
  }
  const older = async (query = '') => (await open(query)).find(({ attributes }) => attributes['href']?.includes('?events=') === true)?.attributes['href']?.replace(/^\/auth\/account|#.*$/g, '')
  return { ...instance, instance, mira, browser, open, told, older }
}

describe('the activity of an account', () => {
  it('tells each act once, the newest first', async () => {
    const { auth, browser, told, pass, mira } = await start()
    pass(1)
    await auth.users.setRoles(mira.id, ['editor'])
    pass(1)
    await post(browser, { on: '/auth/account', to: '/auth/keys' }, { name: 'Nightly export' })
    pass(1)
    await logIn(auth, 'cookie', { password: 'cobalt meadow wrench' })
    pass(1)
    await logIn(auth, 'jwt')
    pass(1)
    await post(browser, { on: '/auth/account', to: '/auth/password' }, { current_password: password, new_password: 'lantern orchard seventeen' })
    expect(await told()).toEqual(['Password changed', 'Logged in', 'Login refused', 'API key created', 'Roles changed', 'Logged in'])
  })

  it('is nobody else’s, and holds no secret', async () => {
    const { auth, browser, open, instance } = await start()
    await addUser(instance, 'zoe')
    await logIn(auth, 'cookie', { username: 'zoe' })
    const made = await post(browser, { on: '/auth/account', to: '/auth/keys' }, { name: 'Nightly export' })
    const [key = ''] = /lk_key_[\w-]{43}/.exec(made.text) ?? []
    const said = words(find(await open(), 'activity'))
    expect(said).toContain('Nightly export')
    for (const hidden of ['zoe', key.slice(0, 14), 'lk_se_', '$fast$']) expect(said).not.toContain(hidden)
  })

  it('goes on where there is more, ten at a time, whatever says nothing in between', async () => {
    const { auth, browser, pass, told, older } = await start()
    const { refreshToken } = await logIn(auth, 'jwt')
    let token = refreshToken
    for (let times = 0; times < 70; times++) {
      pass(60)
      token = loginOf(await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: token } })).refreshToken
    }
    for (let times = 0; times < 12; times++) {
      pass(31)
      await browser.send('GET', '/auth/account')
      await logIn(auth, 'token')
    }
    expect(await told()).toHaveLength(10)
    const next = await older()
    expect(next).toMatch(/^\?events=[\w-]{22}$/)
    expect(await told(next)).toEqual(['Logged in', 'Logged in', 'Logged in', 'Logged in'])
    expect(await older(next)).toBeUndefined()
  })

  it('begins again where nothing is known of where it was to go on', async () => {
    const { told } = await start()
    expect(await told('?events=AAAAAAAAAAAAAAAAAAAAAA')).toEqual(await told())
    expect(await told('?events=%00')).toEqual(await told())
  })
})
