/** Open redirect: a link to our login that ends on another site. Every payload, through every form that leads on. */
import { beforeEach, describe, expect, it } from 'vitest'
import { readVectors } from '../crypto/vectors.ts'
import { formTo, openBrowser } from '../http/browser.ts'
import { openStage, setStage, type Stage } from '../http/routes.ts'
import { password, type Instance } from '../support/instance.ts'

const listed = readVectors(
  'open-redirect/payloads.json',
) as readonly string[] | null // a list of texts, by its own description
/** Read once and twice decoded too, since some client on the way may decode. */
const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
const own = [
  '/\t/evil.example', '/\n/evil.example', '\t//evil.example', '/.//evil.example', '/a/..//evil.example',
  '/%2e//evil.example', '/%2e%2e//evil.example',
  '/\\evil.example', '\\/evil.example', '/\\/evil.example', 'https:evil.example', 'https:/evil.example',
  'http:\\\\evil.example', '//user@evil.example',
  'javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', ' //evil.example', '/\u00a0/evil.example',
  '/\u2028/evil.example', '/\uff0f/evil.example',
  '//evil%E3%80%82example', '/\r\nLocation: https://evil.example', '/%0d%0aLocation:%20https://evil.example', '//[::1]',
  '/;//evil.example', '//',
]
const payloads = [
  ...new Set([...listed ?? [], ...own].flatMap((text) => [text, decoded(text), decoded(decoded(text))])),
]

const origin = 'https://app.example.com'

/** As the standard reads it, and as browsers do: blanks around are cut, tabs and newlines dropped, `\` is `/`. */
function leavesUs(location: string | null): boolean {
  if (location === null) return true
  const dropped = location.replaceAll(/[\t\n\r]/g, '').replaceAll('\\', '/').trim()
  const isPath = /^\/(?!\/)/.test(dropped) && !/[^\u0021-\u007e]/.test(location)
  return !isPath || new URL(location, origin).origin !== origin
}

let instance: Instance
beforeEach(async () => { instance = await openStage({ origin }) })

/** What of all payloads would leave our origin. */
async function strays(lead: (payload: string) => Promise<{ status: number, headers: Headers }>): Promise<unknown[]> {
  const wrong: unknown[] = []
  for (const payload of payloads) {
    const { status, headers } = await lead(payload)
    if (status !== 303 || leavesUs(headers.get('location'))) wrong.push([payload, status, headers.get('location')])
  }
  return wrong
}

describe('E-03: no payload leads away from our origin', () => {
  it('has payloads to try', () => {
    expect(payloads.length).toBeGreaterThan(listed === null ? 20 : 200)
  })

  it('through the login form', async () => {
    const browser = openBrowser(instance.auth)
    const hidden = formTo(await browser.send('GET', '/auth/login'), '/auth/login')
    expect(
      await strays(
        (payload) => browser.send('POST', '/auth/login', {
          form: { ...hidden, username: 'mira', password, return_to: payload },
        }),
      ),
    ).toEqual([])
  })

  it('through the login page, where somebody is logged in', async () => {
    const { browser } = await setStage(instance)
    expect(
      await strays(
        (payload) => browser.send('GET', `/auth/login?return_to=${encodeURIComponent(payload.toWellFormed())}`),
      ),
    ).toEqual([])
  })

  it('through the pages of login and sign-up, which hand on what they were given', async () => {
    const browser = openBrowser(instance.auth)
    const wrong: unknown[] = []
    for (const path of ['/auth/login', '/auth/signup']) {
      for (const payload of payloads) {
        const page = await browser.send('GET', `${path}?return_to=${encodeURIComponent(payload.toWellFormed())}`)
        const handedOn = formTo(page, path)['return_to']
        if (handedOn !== undefined && leavesUs(handedOn)) wrong.push([path, payload, handedOn])
      }
    }
    expect(wrong).toEqual([])
  })

  it('through the sign-up form', async () => {
    const signup = async (payload: string, index: number) => {
      const browser = openBrowser(instance.auth)
      const hidden = formTo(await browser.send('GET', '/auth/signup'), '/auth/signup')
      const form = { ...hidden, username: `name${index}`, password: 'velvet anchor mosaic', return_to: payload }
      return browser.send('POST', '/auth/signup', { form, address: `10.${index >> 8}.${index & 255}.1` })
    }
    let index = 0
    expect(await strays((payload) => signup(payload, index++))).toEqual([])
  })

  it.each(['logout', 'reauthenticate'] as const)('through the form of %s', async (action) => {
    const submit = async (payload: string) => {
      const stage: Stage = await setStage(instance)
      const form = {
        csrf: stage.csrf[action] ?? '', return_to: payload, ...(action === 'reauthenticate' && { password }),
      }
      return stage.browser.send('POST', `/auth/${action}`, { form })
    }
    expect(await strays(submit)).toEqual([])
  })

  it('through the address that the account page leads back to', async () => {
    const wrong: unknown[] = []
    for (const payload of payloads) {
      const { headers } = await openBrowser(instance.auth).send(
        'GET', `/auth/account?cursor=${encodeURIComponent(payload.toWellFormed())}`,
      )
      if (leavesUs(headers.get('location'))) wrong.push([payload, headers.get('location')])
    }
    expect(wrong).toEqual([])
  })

  it('in a refused form that comes back', async () => {
    const browser = openBrowser(instance.auth)
    const hidden = formTo(await browser.send('GET', '/auth/login'), '/auth/login')
    const wrong: unknown[] = []
    for (const payload of payloads) {
      const page = await browser.send('POST', '/auth/login', {
        form: { ...hidden, username: 'mira', password: 'wrong', return_to: payload }, address: '',
      })
      const handedOn = formTo(page, '/auth/login')['return_to']
      if (handedOn !== undefined && leavesUs(handedOn)) wrong.push([payload, page.status, handedOn])
    }
    expect(wrong).toEqual([])
  })
})

it('E-14: no header is written of what would end one', async () => {
  const { browser } = await setStage(instance)
  for (const payload of ['/a\r\nSet-Cookie: evil=1', '/a%0d%0aSet-Cookie:%20evil=1', '/\u0000', '/caf\u00e9\u2028']) {
    const { headers } = await browser.send('GET', `/auth/login?return_to=${encodeURIComponent(payload)}`)
    expect(headers.getSetCookie()).toEqual([])
    expect(headers.get('location')).toMatch(/^[\u0021-\u007e]+$/)
  }
})
