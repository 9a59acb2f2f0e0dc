import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeText } from '../../src/cookies/json.ts'
import { readCookie } from '../../src/cookies/parse.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { type CountedView, type PageView, visit, type Visit, type VisitCounter } from '../../src/cookies/visitor.ts'
import { headerOf } from './headers.ts'

const now = 1_800_000_000
const yes = { analytics: true }
const no = { analytics: false }
const minute = 60
const day = 86_400
const open = (view: Partial<PageView> = {}) => visit({ cookieHeader: null, consent: yes, url: '/', now, ...view })
const made = (visitor: unknown) => `__Host-visitor=${encodeText(JSON.stringify(visitor))}`
const id = Buffer.alloc(16, 7).toString('base64url')

/** What the cookie holds, without its schema. */
function kept({ setCookie }: CountedView): { id: string; since: number; last: number } {
  const [value = ''] = readCookie(headerOf(...setCookie), '__Host-visitor')
  return JSON.parse(Buffer.from(value, 'base64url').toString()) as { id: string; since: number; last: number }
}

describe('visit, without consent to analytics', () => {
  it('sets nothing and counts nothing', () => expect(open({ consent: no })).toEqual({ setCookie: [], counted: null }))

  it.each([
    ['that is ours', () => headerOf(...open().setCookie)],
    ['that is broken', () => '__Host-visitor=x'],
    ['that came twice', () => '__Host-visitor=x; __Host-visitor=y'],
  ])('deletes a cookie %s, and counts nothing', (_, header) => {
    const { setCookie, counted } = open({ consent: no, cookieHeader: header() })
    expect(counted).toBeNull()
    expect(setCookie.map(parseSetCookie)).toEqual([
      expect.objectContaining({ name: '__Host-visitor', value: '', maxAge: 0 }),
    ])
  })

  it('forgets: consent that comes back finds another visitor', () => {
    const before = open()
    const after = open({ cookieHeader: null, now: now + day })
    expect(after.counted?.isNew).toBe(true)
    expect(after.counted?.visitor).not.toBe(before.counted?.visitor)
  })
})

describe('visit', () => {
  it('counts a first page as a new visitor and sets the id, for 13 months, out of reach of scripts', () => {
    const { setCookie, counted } = open({ url: '/?utm_source=letter' })
    expect(counted).toMatchObject({ isNew: true, at: now, campaign: { source: 'letter' } })
    expect(setCookie.map(parseSetCookie)).toEqual([expect.objectContaining({
      name: '__Host-visitor', maxAge: 34_128_000, path: '/', secure: true, httpOnly: true, sameSite: 'Lax',
    })])
  })

  it('B-21: writes less than 200 bytes', () => {
    expect(headerOf(...open().setCookie).length).toBeLessThan(200)
  })

  it('names the visitor by the digest of the id, so that what counts does not know the cookie', () => {
    const view = open()
    expect(view.counted?.visitor).toBe(createHash('sha256').update(kept(view).id).digest('base64url'))
    expect(JSON.stringify(view.counted)).not.toContain(kept(view).id)
  })

  it('draws another id for each browser', () => {
    expect(new Set(Array.from({ length: 100 }, () => open().counted?.visitor)).size).toBe(100)
  })

  it.each([[29 * minute + 59, null], [30 * minute, false], [30 * minute + 1, false]])(
    'after %d seconds without a page: isNew of what is counted is %j', (pause, isNew) => {
      const { counted } = open({ cookieHeader: headerOf(...open().setCookie), now: now + pause })
      expect(counted?.isNew ?? null).toBe(isNew)
    },
  )

  it('counts a visit of many pages once, however long it is, and with the campaign of its first page', () => {
    let cookieHeader: string | null = null
    const counted: Visit[] = []
    // A page every 29 minutes for two days, then one after a night.
    const times = [...Array.from({ length: 100 }, (_, n) => n * 29 * minute), 3 * day]
    for (const [n, time] of times.entries()) {
      const view = open({ cookieHeader, now: now + time, url: `/?utm_source=page-${n}` })
      if (view.counted !== null) counted.push(view.counted)
      cookieHeader = headerOf(...view.setCookie)
    }
    const visitor = counted[0]?.visitor
    expect(counted).toEqual([
      { visitor, isNew: true, at: now, campaign: { source: 'page-0', medium: null, campaign: null } },
      { visitor, isNew: false, at: now + 3 * day, campaign: { source: 'page-100', medium: null, campaign: null } },
    ])
  })

  it.each([[-1, false], [0, true]])('keeps an id for 13 months and %d seconds: isNew is then %j', (late, isNew) => {
    const since = now - 395 * day
    const view = open({ cookieHeader: made({ id, since, last: now - day }), now: now + late })
    expect(view.counted?.isNew).toBe(isNew)
    expect(kept(view)).toMatchObject(isNew ? { since: now } : { id, since })
    expect(kept(view).id === id).toBe(!isNew)
  })

  it('B-19: counts nobody and deletes the cookie when it comes twice', () => {
    const header = headerOf(...open().setCookie)
    const { setCookie, counted } = open({ cookieHeader: `${header}; ${header}`, now: now + day })
    expect(counted).toBeNull()
    expect(setCookie.map((line) => parseSetCookie(line)?.maxAge)).toEqual([0])
  })

  it.each([
    ['no object', 'x'],
    ['no id', { since: now, last: now }],
    ['an id of a stranger’s length', { id: 'abc', since: now, last: now }],
    ['an id in another spelling', { id: `${id}==`, since: now, last: now }],
    ['an id that is markup', { id: '<script>alert(1)</script>', since: now, last: now }],
    ['no times', { id }],
    ['half a second', { id, since: now, last: now + 0.5 }],
  ])('begins anew when the cookie holds %s', (_, visitor) => {
    const view = open({ cookieHeader: made(visitor) })
    expect(view.counted?.isNew).toBe(true)
    expect(kept(view).id).not.toBe(id)
  })

  it('begins anew, and does not fail, when a time is infinite', () => {
    const infinite = encodeText(`{"id":"${id}","since":1e999,"last":1e999}`)
    expect(open({ cookieHeader: `__Host-visitor=${infinite}` }).counted?.isNew).toBe(true)
  })

  it('counts nothing for a last page that lies ahead, and sets it right', () => {
    const view = open({ cookieHeader: made({ id, since: now, last: now + day }) })
    expect(view.counted).toBeNull()
    expect(kept(view).last).toBe(now)
  })

  it('tells a counter of ours', async () => {
    const visits: Visit[] = []
    const counter: VisitCounter = { count: (one) => void visits.push(one) }
    const { counted } = open()
    if (counted !== null) await counter.count(counted)
    expect(visits).toEqual([counted])
  })
})
