/** Keys on the account page, and the page that asks for the password again. */
import { describe, expect, it } from 'vitest'
import { me } from '../support/client.ts'
import { bearing, roles } from '../support/narrowing.ts'
import { password, startInstance } from '../support/instance.ts'
import { formTo, loggedIn, post } from './browser.ts'
import { addUser } from './people.ts'

async function start() {
  const instance = await startInstance({ roles })
  const user = await addUser(instance, 'mira', { roles: ['editor'] })
  return { ...instance, user, browser: await loggedIn(instance.auth) }
}

const make = { on: '/auth/account', to: '/auth/keys' }
const keyIn = (text: string) => /lk_key_[\w-]{43}/.exec(text)?.[0] ?? ''

describe('the keys of the account page', () => {
  it('are made, shown once, used, and revoked', async () => {
    const { auth, browser, user } = await start()
    const page = await post(browser, make, { name: 'Nightly export', scope: 'orders:read', days: '7' })
    const key = keyIn(page.text)
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect((await me(auth, bearing(key))).body).toMatchObject({ carrier: 'key', scope: ['orders:read'] })
    const again = await browser.send('GET', '/auth/account')
    expect([keyIn(again.text), again.text.includes('Nightly export'), again.text.includes(`${key.slice(0, 11)}…`)]).toEqual(['', true, true])
    const [about] = await auth.apiKeys.list(user.id)
    const ended = await post(browser, { on: '/auth/account', to: `/auth/keys/${about?.id}/end` })
    expect([ended.status, ended.headers.get('location')]).toEqual([303, '/auth/account?notice=key_ended'])
    expect((await me(auth, bearing(key))).status).toBe(401)
    expect((await browser.send('GET', '/auth/account?notice=key_ended')).text).toContain('That key is revoked')
  })

  it('are not made on an old login, which is led through the password and back', async () => {
    const { browser, pass } = await start()
    pass(301)
    const page = await post(browser, make, { name: 'Nightly export' })
    expect([page.status, keyIn(page.text)]).toEqual([403, ''])
    const [, link = ''] = /href="(\/auth\/reauthenticate[^"]*)"/.exec(page.text) ?? []
    const confirm = await browser.send('GET', link.replaceAll('&amp;', '&'))
    expect(confirm.text).toContain('Confirm that it is you')
    const back = await browser.send('POST', '/auth/reauthenticate', { form: { ...formTo(confirm, '/auth/reauthenticate'), password } })
    expect([back.status, back.headers.get('location')]).toEqual([303, '/auth/account'])
    expect(keyIn((await post(browser, make, { name: 'Nightly export' })).text)).not.toBe('')
  })

  it.each([['', 400], ['x'.repeat(65), 400]])('are refused with the name %j, and the page says so', async (name, status) => {
    const { browser } = await start()
    const page = await post(browser, make, { name })
    expect([page.status, page.text.includes('The key was not created')]).toEqual([status, true])
  })

  it('are no other form\'s, and no other person\'s', async () => {
    const { auth, browser } = await start()
    const page = await browser.send('GET', '/auth/account')
    for (const other of ['/auth/password', '/auth/inspect', '/auth/sessions/end']) {
      const { csrf = '' } = formTo(page, other)
      expect((await browser.send('POST', '/auth/keys', { form: { csrf, name: 'a' } })).status).toBe(403)
    }
    expect((await browser.send('POST', '/auth/keys/AAAAAAAAAAAAAAAAAAAAAA/end', { form: { csrf: '' } })).status).toBe(403)
    expect(auth.carriers).toHaveLength(3)
  })
})

describe('the page that asks for the password again', () => {
  const confirm = (returnTo: string) => `/auth/reauthenticate?return_to=${encodeURIComponent(returnTo)}`

  it.each([
    '//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example', '\t//evil.example', 'javascript:alert(1)', '/%0d%0aSet-Cookie:x=1/..//evil.example', 'evil.example',
  ])('E-03: leads to no other site: %j', async (returnTo) => {
    const { browser } = await start()
    const page = await browser.send('GET', confirm(returnTo))
    expect(page.text).not.toContain('evil.example"')
    for (const sent of [formTo(page, '/auth/reauthenticate'), { ...formTo(page, '/auth/reauthenticate'), return_to: returnTo }]) {
      const { csrf = '' } = formTo(await browser.send('GET', '/auth/reauthenticate'), '/auth/reauthenticate')
      const { status, headers } = await browser.send('POST', '/auth/reauthenticate', { form: { ...sent, csrf, password } })
      expect([status, new URL(headers.get('location') ?? '', 'http://localhost:3000').origin]).toEqual([303, 'http://localhost:3000'])
      expect(headers.get('set-cookie')).not.toContain('x=1')
    }
  })

  it('keeps where it leads when the password is wrong, and never the password', async () => {
    const { browser } = await start()
    const page = await browser.send('GET', confirm('/orders?page=2'))
    const wrong = await browser.send('POST', '/auth/reauthenticate', { form: { ...formTo(page, '/auth/reauthenticate'), password: 'cobalt meadow wrench' } })
    expect([wrong.status, formTo(wrong, '/auth/reauthenticate')['return_to'], wrong.text.includes('cobalt')]).toEqual([401, '/orders?page=2', false])
    const right = await browser.send('POST', '/auth/reauthenticate', { form: { ...formTo(wrong, '/auth/reauthenticate'), password } })
    expect(right.headers.get('location')).toBe('/orders?page=2')
  })

  it('is for who is logged in; anybody else logs in first, and no ticket of the address goes along', async () => {
    const { browser } = await start()
    browser.cookies.clear()
    expect((await browser.send('GET', '/auth/reauthenticate')).headers.get('location')).toBe('/auth/login?return_to=%2Fauth%2Freauthenticate')
    const led = await browser.send('GET', '/auth/account?cursor=x&ticket=lk_tk_secret&token=lk_at_secret')
    expect(led.headers.get('location')).toBe('/auth/login?return_to=%2Fauth%2Faccount%3Fcursor%3Dx')
  })
})
