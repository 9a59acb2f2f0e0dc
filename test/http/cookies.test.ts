/** Every cookie that any answer sets, read by an implementation that is not ours. */
import { describe, expect, it } from 'vitest'
import { logIn } from '../support/client.ts'
import { password } from '../support/instance.ts'
import { openStage, play, routes, setStage, titled } from './routes.ts'
import { expectedAttributes, setCookies } from './set-cookies.ts'

const day = 86_400
/** Each name with the lives it may have; undefined: until the browser closes. */
const lives: Readonly<Record<string, readonly (number | undefined)[]>> = {
  '__Host-latchkey': [undefined, 0, 14 * day],
  '__Host-latchkey-refresh': [undefined, 0, 30 * day],
  '__Host-latchkey-device': [365 * day],
  '__Host-latchkey-form': [3600],
}
/** Those that are not for login, which are counted apart. */
const choices: typeof lives = {
  '__Host-preferences': [undefined, 365 * day],
  '__Host-consent': [180 * day],
  '__Host-visitor': [0, 395 * day],
}

function strangeCookies(headers: Headers): unknown[] {
  return [...setCookies(headers)].filter(([name, { attributes }]) => (
    { ...lives, ...choices }[name]?.some((life) => attributes === expectedAttributes(name, life)) !== true
  ))
}

describe('B-01: every cookie of ours', () => {
  it.each(titled(routes))('%s sets none but those of the list, each with its attributes', async (_, route) => {
    const stage = await setStage(await openStage())
    expect(strangeCookies((await play(stage, route)).headers)).toEqual([])
    expect(strangeCookies((await play(stage, route)).headers)).toEqual([])
    stage.browser.cookies.clear()
    expect(strangeCookies((await play(stage, route)).headers)).toEqual([])
  })

  it.each([
    ['cookie', true], ['cookie', false], ['jwt', true], ['jwt', false], ['token', true], ['token', false],
  ])(
    'a login by %s, remembered: %s', async (carrier, remember) => {
      const { auth } = await openStage()
      const { answer } = await logIn(auth, carrier, { remember, refresh: 'cookie' })
      expect(strangeCookies(answer.headers)).toEqual([])
    },
  )

  it('B-21: are four at most for a browser that has done everything, and small', async () => {
    const stage = await setStage(await openStage())
    const { browser } = stage
    const json = { username: 'mira', password, carrier: 'token', refresh: 'cookie' }
    await browser.send('POST', '/auth/login', { json })
    const header = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    expect(new Set(browser.cookies.keys())).toEqual(new Set(Object.keys(lives)))
    expect(header.length).toBeLessThan(512)
    await browser.send('PUT', '/auth/consent', { json: { preferences: true, analytics: true, marketing: true } })
    await browser.send('PUT', '/auth/preferences', { json: { language: 'en', theme: 'system' } })
    expect(new Set(browser.cookies.keys())).toEqual(new Set([...Object.keys(lives), ...Object.keys(choices)]))
    for (const [name, value] of browser.cookies) expect(name.length + value.length).toBeLessThan(200)
  })
})
