import { describe, expect, it } from 'vitest'
import { languageFor, otherLanguages } from '../../src/http/language.ts'
import { startInstance } from '../support/instance.ts'
import { ask } from './ask.ts'
import { loggedIn, post } from './browser.ts'
import { addUser } from './people.ts'

describe('a page speaks', () => {
  it.each([
    ['zh-Hans', undefined, 'zh-Hans'], ['en', 'zh-CN', 'en'], ['zh-TW', 'en', 'zh-Hans'], ['de', 'zh', 'zh-Hans'], ['de', 'de', 'en'],
  ] as const)('what was chosen (%s) before what is asked for (%s): %s', (language, accepted, spoken) => {
    expect(languageFor({ language }, accepted)).toBe(spoken)
  })

  it.each([
    [undefined, 'en'], ['', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-Hans'], ['en-GB,en;q=0.9,zh;q=0.8', 'en'], ['fr,de;q=0.9', 'en'],
    ['en;q=0.5, zh;q=0.7', 'zh-Hans'], ['fr, zh-Hant-HK;q=0.1', 'zh-Hans'], ['zh;q=0, en', 'en'], ['zh;q=0', 'en'], ['zh;q=2', 'en'], ['*', 'en'],
    ['zhx', 'en'], ['zh_CN', 'en'], ['zh;q=0.5;level=1', 'en'], ['constructor', 'en'], [`${'x,'.repeat(30)}zh`, 'en'],
  ])('what %j asks for: %s', (accepted, spoken) => {
    expect(languageFor({}, accepted)).toBe(spoken)
  })
})

describe('a site that speaks some of the languages', () => {
  it.each([
    [{}, 'zh', ['en'], 'en'], [{ language: 'zh-Hans' }, 'zh', ['en', 'de'], 'en'], [{}, 'fr', ['zh-CN', 'en'], 'zh-Hans'],
    [{}, 'en', ['zh-CN', 'en'], 'en'], [{ language: 'de' }, 'zh', ['de', 'zh'], 'zh-Hans'], [{}, 'zh', ['de'], 'en'],
  ] as const)('%j, %s, %j: %s', (chosen, accepted, site, spoken) => {
    expect(languageFor(chosen, accepted, site)).toBe(spoken)
  })

  it.each([
    [['en', 'zh-Hans'], 'en', ['zh-Hans']], [['en', 'zh-Hans'], 'zh-Hans', ['en']], [['en', 'de'], 'en', []],
    [['en-GB', 'en-US', 'zh-CN', 'zh-TW'], 'zh-Hans', ['en-GB']], [['de', 'zh-CN', 'zh-TW'], 'en', ['zh-CN']],
  ] as const)('of %j and while it speaks %s offers %j', (site, now, others) => {
    expect(otherLanguages(site, now)).toEqual(others)
  })
})

describe('HTML', () => {
  const open = { accept: 'text/html' }

  it('is in the language that the browser asks for, and says so to caches', async () => {
    const { auth } = await startInstance()
    for (const [accepted, language, title] of [['zh-CN', 'zh-Hans', '登录'], ['fr', 'en', 'Log in']] as const) {
      const { headers, text } = await ask(auth, 'GET /auth/login', { headers: { ...open, 'accept-language': accepted } })
      expect([headers.get('content-language'), headers.get('vary')]).toEqual([language, 'Accept-Language'])
      expect(text).toContain(`<html lang="${language}">`)
      expect(text).toContain(`<title>${title} · Latchkey</title>`)
    }
  })

  it('names the language beside the origin where origins are told apart', async () => {
    const { auth } = await startInstance({ allowedOrigins: ['https://spa.example.com'] })
    expect((await ask(auth, 'GET /auth/login', { headers: open })).headers.get('vary')).toBe('Accept-Language, Origin')
  })

  it('is English alone where the site is', async () => {
    const { auth } = await startInstance({ languages: ['en'] })
    const { text } = await ask(auth, 'GET /auth/login', { headers: { ...open, 'accept-language': 'zh' } })
    expect(text).toContain('<html lang="en">')
    expect(text).not.toContain('/auth/preferences')
  })

  it('changes its language by a form of any page, which leads back to it and leaves the theme', async () => {
    const instance = await startInstance()
    await addUser(instance, 'mira')
    const browser = await loggedIn(instance.auth)
    const on = '/auth/reauthenticate?return_to=%2Forders&notice=consent_saved'
    const answer = await post(browser, { on, to: '/auth/preferences' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/reauthenticate?return_to=%2Forders'])
    expect((await browser.send('GET', '/auth/account')).text).toContain('<html lang="zh-Hans">')
  })

  it('changes it from a page that tells of a refusal too, though that is made for nobody', async () => {
    const instance = await startInstance()
    await addUser(instance, 'mira')
    const browser = await loggedIn(instance.auth)
    const answer = await post(browser, { on: '/auth/signup?password=x', to: '/auth/preferences' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/signup'])
    expect((await browser.send('GET', '/auth/signup?password=x')).text).toContain('提交的内容无法识别')
  })
})
