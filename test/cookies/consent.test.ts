import { describe, expect, it } from 'vitest'
import {
  acceptAll, clearConsent, type ConsentChoice, type ReadConsentOptions, readConsent, refuseAll, writeConsent,
} from '../../src/cookies/consent.ts'
import { encodeText } from '../../src/cookies/json.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { headerOf } from './headers.ts'

const now = 1_800_000_000
const life = 180 * 24 * 3600
const today: ReadConsentOptions = { gpc: null, now, version: 2 }
const none = { necessary: true, ...refuseAll, gpc: false, decision: null }
const written = (choice: ConsentChoice) => headerOf(writeConsent(choice, today))
const made = (decision: unknown) => `__Host-consent=${encodeText(JSON.stringify(decision))}`

describe('consent', () => {
  const choices = [true, false].flatMap((preferences) => [true, false].flatMap((analytics) =>
    [true, false].map((marketing): ConsentChoice => ({ preferences, analytics, marketing })),
  ))

  it.each(choices)('is read as it was given: %j', (choice) => {
    expect(readConsent(written(choice), today)).toEqual({
      necessary: true, ...choice, gpc: false, decision: { ...choice, at: now, version: 2 },
    })
  })

  it('is none before a decision: nothing but what is necessary', () => {
    for (const header of [null, undefined, '', 'consent=x']) expect(readConsent(header, today)).toEqual(none)
  })

  it('weighs the same whether given or refused: as long, as plain, as easy to find again', () => {
    const [yes, no] = [acceptAll, refuseAll].map((choice) => parseSetCookie(writeConsent(choice, today)))
    expect(yes).toEqual({ ...no, value: yes?.value })
    expect(Math.abs((yes?.value.length ?? 0) - (no?.value.length ?? 0))).toBeLessThanOrEqual(4)
    expect(readConsent(written(refuseAll), today).decision).not.toBeNull()
  })

  it('B-23: lasts 180 days in the browser, within the 400 of RFC 6265bis', () => {
    expect(parseSetCookie(writeConsent(acceptAll, today))).toMatchObject({
      name: '__Host-consent', maxAge: life, path: '/', secure: true, httpOnly: true, sameSite: 'Lax',
    })
  })

  const ends = [[-1, true], [0, false], [1, false]] as const
  it.each(ends)('B-23: ends after 180 days and %d seconds, yes and no alike', (late, holds) => {
    for (const choice of [acceptAll, refuseAll]) {
      const { decision, analytics } = readConsent(written(choice), { ...today, now: now + life + late })
      expect([decision !== null, analytics]).toEqual([holds, holds && choice.analytics])
    }
  })

  it('may come from a server whose clock is a minute ahead, and from no later', () => {
    expect(readConsent(written(acceptAll), { ...today, now: now - 60 }).analytics).toBe(true)
    expect(readConsent(written(acceptAll), { ...today, now: now - 61 })).toEqual(none)
  })

  it.each([1, 3])('is none when it was given to text %d and the page shows 2', (version) => {
    expect(readConsent(headerOf(writeConsent(acceptAll, { now, version })), today)).toEqual(none)
  })

  it('with Sec-GPC: 1 is none for marketing, whatever was stored, and leaves the rest and the record', () => {
    const stored = written(acceptAll)
    expect(readConsent(stored, { ...today, gpc: '1' })).toEqual({
      necessary: true, preferences: true, analytics: true, marketing: false, gpc: true,
      decision: { ...acceptAll, at: now, version: 2 },
    })
    expect(readConsent(stored, today).marketing).toBe(true)
    expect(readConsent(null, { ...today, gpc: '1' })).toEqual({ ...none, gpc: true })
  })

  it.each([null, undefined, '', '0', 'true', '?1'])('takes a Sec-GPC of %j for no signal', (gpc) => {
    expect(readConsent(written(acceptAll), { ...today, gpc })).toMatchObject({ marketing: true, gpc: false })
  })

  it('B-19: is none when it comes twice', () => {
    expect(readConsent(`${written(refuseAll)}; ${written(acceptAll)}`, today)).toEqual(none)
  })

  it.each([
    ['text', 'yes'],
    ['a list', [true, true, true]],
    ['null', null],
    ['a missing choice', { preferences: true, analytics: true, at: now, version: 2 }],
    ['1 for true', { ...acceptAll, analytics: 1, at: now, version: 2 }],
    ['no date', { ...acceptAll, version: 2 }],
    ['half a second', { ...acceptAll, at: now + 0.5, version: 2 }],
    ['a date before 1970', { ...acceptAll, at: -1, version: 2 }],
    ['a version in words', { ...acceptAll, at: now, version: '2' }],
  ])('is none when it holds %s', (_, decision) => expect(readConsent(made(decision), today)).toEqual(none))

  it.each([
    [{ now: 1.5, version: 2 }], [{ now: -1, version: 2 }], [{ now, version: -1 }], [{ now, version: NaN }],
  ])('is not written at %j', (at) => expect(() => writeConsent(acceptAll, at)).toThrow(TypeError))

  it('is asked for again when it is cleared', () => {
    expect(parseSetCookie(clearConsent())).toMatchObject({ name: '__Host-consent', value: '', maxAge: 0, path: '/' })
  })
})
