/** POST /auth/inspect: the account page tells what a token is, and to whom it is not told. */
import { describe, expect, it } from 'vitest'
import { logIn } from '../support/client.ts'
import { bearing, exchanged, newKey, roles } from '../support/narrowing.ts'
import { startInstance } from '../support/instance.ts'
import { loggedIn, post } from './browser.ts'
import { addUser } from './people.ts'

const form = { on: '/auth/account', to: '/auth/inspect' }

async function start(viewer: { username: string, roles: readonly string[] }) {
  const instance = await startInstance({ roles })
  const mira = await addUser(instance, 'mira')
  if (viewer.username !== 'mira') await addUser(instance, viewer.username, { roles: viewer.roles })
  const { auth } = instance
  const login = await logIn(auth, 'jwt')
  const key = await newKey(auth, login.shown, { scope: 'profile:read' })
  const tokens = [login.credential, login.refreshToken, key.key, (await logIn(auth, 'token')).credential, (await logIn(auth, 'cookie')).credential,
    await exchanged(auth, bearing(key.key), { carrier: 'ticket', path: '/file' })]
  const browser = await loggedIn(auth, viewer.username)
  const ask = (credential: string) => post(browser, form, { credential })
  return { ...instance, mira, login, tokens, ask, browser }
}

describe('the answer', () => {
  it('tells a person of their own, and repeats no token', async () => {
    const { ask, tokens, mira, login } = await start({ username: 'mira', roles: [] })
    for (const token of tokens) {
      const page = await ask(` ${token}\n`)
      expect(page.status).toBe(200)
      expect(page.text).toContain('It would be accepted now.')
      expect(page.text).toContain(mira.id)
      expect(page.text).not.toContain(token.slice(7))
    }
    expect((await ask(login.credential)).text).toContain(login.session)
  })

  it('tells nothing of another\'s but that it is not theirs', async () => {
    const { ask, tokens, mira } = await start({ username: 'zoe', roles: ['editor'] })
    for (const token of tokens) {
      const { text } = await ask(token)
      expect(text).toContain('It is not yours.')
      for (const word of ['mira', mira.id, 'Nightly export', '/file', 'profile:read', 'accepted', 'refused now']) expect(text.split('id="inspect"')[1]?.split('</section>')[0]).not.toContain(word)
    }
  })

  it('tells an administrator whose it is', async () => {
    const { ask, tokens, mira } = await start({ username: 'ada', roles: ['admin'] })
    for (const token of tokens) expect((await ask(token)).text).toContain(`mira (${mira.id})`)
  })

  it('tells of a foreign one that nothing of it is verified, and escapes it', async () => {
    const { ask } = await start({ username: 'mira', roles: [] })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const { text } = await ask(`${part({ alg: 'none' })}.${part({ sub: '<script>alert(1)</script>' })}.`)
    expect(text).toContain('not verified')
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script>')
  })

  it('tells nobody without the form of this page, and takes no JSON', async () => {
    const { browser, login } = await start({ username: 'mira', roles: [] })
    const forged = await browser.send('POST', '/auth/inspect', { form: { credential: login.credential, csrf: 'x' } })
    expect(forged.status).toBe(403)
    expect(forged.text).not.toContain('It would be')
    expect((await browser.send('POST', '/auth/inspect', { json: { credential: login.credential } })).status).toBe(415)
    expect((await post(browser, form, { credential: 'x'.repeat(17_000) })).status).toBe(413)
  })
})
