import { describe, expect, it } from 'vitest'
import { languageFor } from '../../src/http/language.ts'

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
