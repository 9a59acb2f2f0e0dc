/** The pages of the administration: what they show, in two languages, whatever strangers wrote. */
import { describe, expect, it } from 'vitest'
import { eventTypes } from '../../src/core/audit/events.ts'
import { en } from '../../src/pages/admin/en.ts'
import { zhHans } from '../../src/pages/admin/zh-hans.ts'
import { adminStates, live, month, person, render, ringKey, views } from './admin-views.ts'
import { readHtml, type Element } from './read-html.ts'
import { problem } from './views.ts'

const read = async (page: string | Promise<string>) => readHtml(await page)
const paths = (elements: readonly Element[], kind: string) => elements.filter(({ name, attributes }) => name === 'path' && attributes['class']?.split(' ')[0] === kind)

describe('the chart of logins', () => {
  const heights = (elements: readonly Element[]) => elements.map(({ attributes: { d = '' } }) => /^M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)/.exec(d)?.slice(1).map(Number) ?? [])

  it('has a bar for each day with logins, above the line, and one below for each with refusals, on one scale', async () => {
    const elements = await read(render('overview'))
    const [good, bad] = [heights(paths(elements, 'b-ok')).slice(1), heights(paths(elements, 'b-bad')).slice(1)]
    expect(good).toHaveLength(month.filter(({ succeeded }) => succeeded > 0).length)
    expect(bad).toHaveLength(month.filter(({ refused }) => refused > 0).length)
    for (const [, top = 0, , tall = 0] of good) expect(top + tall).toBeCloseTo(160, 1)
    for (const [, top, , tall = 0] of bad) expect([top, 160 + tall <= 200]).toEqual([160, true])
    const unit = (good.at(-1)?.[3] ?? 0) / (month.at(-1)?.succeeded ?? 1)
    expect(Math.max(...bad.map(([, , , tall = 0]) => tall)) / unit).toBeCloseTo(61, 0)
  })

  it('tells in its title what it shows, and on which day most was refused', async () => {
    const title = (await read(render('overview'))).find(({ attributes }) => attributes['id'] === 'chart-title')
    expect(title?.text).toBe('Logins a day, 30 March to 28 April: between 0 and 229 accepted; at most 61 refused, on 14 April')
  })

  it.each([[[0, 0], '2'], [[1, 0], '2'], [[3, 0], '4'], [[229, 61], '300'], [[99, 0], '100'], [[1000, 0], '1000'], [[1001, 0], '2000'], [[0, 7], '30']])(
    'of at most %j goes to %s', async ([succeeded = 0, refused = 0], top) => {
      const elements = await read(render('overview', { signIns: [{ day: month[0]?.day ?? 0, succeeded, refused }] }))
      expect(elements.find(({ attributes }) => attributes['class'] === 'y1')?.text).toBe(top)
    })

  it('is a table, too, with each day and both numbers', async () => {
    const rows = (await read(render('overview'))).filter(({ name }) => name === 'tr')
    expect(rows).toHaveLength(31)
    expect(rows[1]?.text.replaceAll(/\s+/g, ' ')).toContain('2026-04-28')
  })
})

describe('a table', () => {
  it.each(['users', 'sessions', 'keys', 'events', 'visits'] as const)('of %s names each cell for phones, and stays a table there', async (name) => {
    const elements = await read(render(name))
    const cells = elements.filter((one) => one.name === 'td')
    expect(cells.length).toBeGreaterThan(2)
    for (const { attributes } of cells) expect([attributes['role'], (attributes['data-l'] ?? attributes['class'] ?? '') !== '']).toEqual(['cell', true])
    expect(elements.filter(({ attributes }) => attributes['role'] === 'rowheader').length).toBeGreaterThan(1)
  })
})

describe('the page of a user', () => {
  it('leaves out what would lock the administrator out', async () => {
    const actions = (await read(render('user', { isSelf: true, person: { ...person, roles: ['admin'] } }))).flatMap(({ attributes }) => attributes['action'] ?? attributes['href'] ?? [])
    for (const act of ['disable', 'delete', 'password']) expect(actions.join(' ')).not.toContain(`/auth/admin/users/U1/${act}`)
    expect(await render('user', { isSelf: true, person: { ...person, roles: ['admin'] } })).not.toContain('name="remove"')
  })

  it('shows a password that was made up as what is copied, and says that it is shown once', async () => {
    const page = await render('user', { newPassword: 'abcde-fghij-kmnpq-rstuv' })
    expect(page).toContain('<code class="cred">abcde-fghij-kmnpq-rstuv</code>')
    expect(page).toContain('never shown again')
  })

  it('unlocks only who failed, and says how long the name waits', async () => {
    expect(await render('user')).not.toContain('/unlock"')
    const waiting = await render('user', { failures: 7, wait: 120 })
    expect(waiting).toContain('7 failed logins in a row; the name waits 2 minutes')
    expect(waiting).toContain('/auth/admin/users/U1/unlock"')
  })
})

describe('a question', () => {
  it.each([['delete', 'cannot be brought back'], ['password', 'every API key'], ['rotate', 'Nobody is logged out'], ['drop', 'within 90 seconds']] as const)(
    'before %s says what follows', async (act, text) => {
      expect(await render('confirm', { act, key: act === 'rotate' || act === 'drop' ? ringKey : null })).toContain(text)
    })
})

describe('a refusal', () => {
  it.each(['username_taken', 'username_rejected', 'malformed_request', 'own_account'])('%s has words of its own, in both languages', async (code) => {
    for (const [language, texts] of [['en', en], ['zh-Hans', zhHans]] as const) {
      expect(await render('users', {}, { language, problem: problem(code) })).toContain(texts.refusals[code]?.what ?? 'nothing')
    }
  })
})

describe('in Chinese', () => {
  it.each(Object.keys(views) as (keyof typeof views)[])('the page of %s says so to the browser and holds no English sentence', async (name) => {
    const elements = await read(render(name, {}, { language: 'zh-Hans' }))
    expect(elements.find((one) => one.name === 'html')?.attributes['lang']).toBe('zh-Hans')
    const sentences = elements.filter((one) => ['p', 'h1', 'h2', 'h3', 'label', 'button', 'summary', 'li'].includes(one.name)).map(({ text }) => text.trim())
    for (const text of sentences) expect(text).not.toMatch(/\b(the|and|of|with|account|session|password)\b/i)
  })

  it('neither pleads nor shouts, and puts a space between Han and Latin', () => {
    const texts = JSON.stringify(zhHans)
    expect(texts).not.toMatch(/请点击|您|！/)
    expect(texts).not.toMatch(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u)
  })

  it('has a word for each event and each refusal that English has', () => {
    for (const texts of [en, zhHans]) expect(Object.keys(texts.events.types).toSorted()).toEqual(eventTypes.toSorted())
    expect(Object.keys(zhHans.refusals).toSorted()).toEqual(Object.keys(en.refusals).toSorted())
  })
})

describe('whatever strangers wrote', () => {
  const evil = '"><script>alert(1)</script>'

  it('is text, on every page', async () => {
    const all = await Promise.all([
      render('users', { users: [{ ...person, username: evil, email: evil, roles: [evil], id: evil }], search: { by: 'username', text: evil }, fields: { username: evil, email: evil, roles: evil }, nextCursor: evil }),
      render('user', { person: { ...person, username: evil, email: evil, roles: [evil], id: evil } }), render('confirm', { name: evil, id: evil }),
      render('sessions', { sessions: [{ ...live, username: evil, agent: evil, address: evil, carrier: evil, id: evil, subject: evil }], of: { id: evil, name: evil } }),
      render('events', { events: [{ id: evil, at: 1, type: evil, outcome: 'failure', actor: { id: evil, name: evil }, subject: { id: evil, name: null }, address: evil, detail: [[evil, evil]] }], fields: { type: evil, subject: evil, actor: evil, from: evil, until: evil } }),
      render('visits', { visits: [{ day: 0, source: evil, medium: evil, campaign: evil, visits: 1, visitors: 1, newVisitors: 1 }] }),
      render('keys', { keys: [{ ...ringKey, kid: evil, use: evil, algorithm: evil }] }),
    ])
    for (const page of all) expect(page).not.toContain('<script')
  })

  it('has a state for each page in these tests', () => {
    for (const name of Object.keys(views)) expect(Object.keys(adminStates)).toContain(`admin ${name}`)
  })
})
