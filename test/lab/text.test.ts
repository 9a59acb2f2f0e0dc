/** The words: both languages say something everywhere, and each as it is written. */
import { describe, expect, it } from 'vitest'
import { rules } from '../../src/lab/facts.ts'
import { en } from '../../src/lab/text/en.ts'
import { zhHans } from '../../src/lab/text/zh-hans.ts'

const facts = { idle: 7200, life: 600, leeway: 30, late: 10, left: 541, held: 0.3 }

/** Every text in it, functions called. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return []
}

const all = { en: textsIn(en), zh: textsIn(zhHans) }

describe('the texts', () => {
  it('leave nothing empty', () => {
    for (const texts of Object.values(all)) expect(texts.filter((text) => text.trim() === '')).toEqual([])
  })

  it('have a sentence for every rule, which ends', () => {
    for (const rule of rules) {
      expect(en.rules[rule](facts)).toMatch(/^[^A-Z\s].*\.$|^SameSite.*\.$/)
      expect(zhHans.rules[rule](facts)).toMatch(/。$/)
      expect(`${en.rules[rule](facts)}${zhHans.rules[rule](facts)}`).not.toMatch(/undefined|NaN|\b0 /)
    }
  })

  it('say spans of time as people do', () => {
    expect([7200, 600, 541, 30, 172_800].map(en.span)).toEqual(['2 h', '10 min', '9 min 1 s', '30 s', '2 d'])
    expect([7200, 541].map(zhHans.span)).toEqual(['2 小时', '9 分 1 秒'])
  })

  it('are quiet: no exclamation mark, and in Chinese no 您 and no western comma', () => {
    for (const text of [...all.en, ...all.zh]) expect(text).not.toMatch(/[!！]/)
    for (const text of all.zh) expect(text).not.toMatch(/您|[\u4e00-\u9fff][,;:?]/)
  })
})
