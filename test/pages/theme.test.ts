/** A deployment's own colours, name and logo: what they reach, and what they cannot break. */
import { describe, expect, it } from 'vitest'
import { createAuth } from '../../src/create-auth.ts'
import { contrast } from '../../src/pages/contrast.ts'
import { createPages, type PagesOptions, type Theme } from '../../src/pages.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { origin, secret } from '../support/instance.ts'
import { find, readHtml, words } from './read-html.ts'
import { accountView, loginView } from './views.ts'

const sheetOf = (theme?: Theme) => String(createPages(theme === undefined ? {} : { theme }).files.get('latchkey.css')?.body)
const drawing = { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' } as const
const good = { accent: '#5b2a86', accentStrong: '#43206a', onAccent: '#ffffff', accentWash: '#f3edf8' }

describe('contrast', () => {
  it.each([['#000', '#fff', 21], ['#fff', '#000000', 21], ['#777777', '#fff', 4.48], ['#767676', '#fff', 4.54], ['#0b5f80', '#fff', 7.09]])(
    'of %s on %s is %d', (front, back, is) => expect(contrast(front, back)).toBeCloseTo(is, 2))
})

describe('a theme', () => {
  it('is written after the sheet, for both schemes, so that a light accent stays out of the dark', () => {
    const own = sheetOf({ light: good }).slice(sheetOf().length)
    expect(own).toMatch(/^:root \{\s+--accent: #5b2a86;.*--accent: #7fc6e0;.*--accent: #7fc6e0;/s)
  })

  it('sets radius and fonts for every language', () => {
    const own = sheetOf({ radius: '2px', sans: 'Inter, "Segoe UI", sans-serif' }).slice(sheetOf().length)
    expect(own).toContain(':root { --radius: 2px; --sans: Inter, "Segoe UI", sans-serif; }\n:lang(zh) { --radius: 2px;')
  })

  it.each<[object, RegExp]>([
    [{ light: { accent: 'red' } }, /^theme\.light\.accent is "red"; expected a colour/], [{ dark: { onAccent: '#12345' } }, /^theme\.dark\.onAccent/],
    [{ light: { accent: '#fff;}body{display:none' } }, /^theme\.light\.accent/], [{ light: { ink: '#000' } }, /^theme\.light\.ink is not one/],
    [{ radius: '6' }, /^theme\.radius/], [{ radius: '1px;color:red' }, /^theme\.radius/], [{ sans: 'a; } * { color: red' }, /^theme\.sans/],
    [{ sans: 'url(//evil.example)' }, /^theme\.sans/], [{ sans: '' }, /^theme\.sans/], [{ sans: 'Inter"' }, /^theme\.sans/], [{ sans: 'a, "b' }, /^theme\.sans/], [{ sans: '\'b\'c\'' }, /^theme\.sans/], [{ sans: 'a,' }, /^theme\.sans/],
  ])('that is none is refused by name: %j', (theme, message) => {
    expect(() => createPages({ theme })).toThrow(TypeError)
    expect(() => createPages({ theme })).toThrow(message)
  })

  it('that is hard to read is told in one sentence, and ours is not', () => {
    expect(createPages().warnings).toEqual([])
    expect(createPages({ theme: { light: good } }).warnings).toEqual([])
    expect(createPages({ theme: { light: { accent: '#8fd3ff', onAccent: '#fff' } } }).warnings).toEqual([
      'The theme is hard to read, since text needs a contrast of 4.5:1 (WCAG 1.4.3) and it has: '
      + 'light accent on the page 1.62:1, light onAccent on accent 1.62:1.',
    ])
  })

  it('that is hard to read is told once at the start', () => {
    const told: string[] = []
    const pages = createPages({ theme: { dark: { accent: '#333' } } })
    createAuth({ origin, secret, store: memoryStore(), pages, onWarning: (sentence) => told.push(sentence) })
    expect(told).toEqual(pages.warnings)
    expect(told).toHaveLength(1)
  })
})

describe('a brand', () => {
  it('stands on each page and in its title, as text', async () => {
    const pages = createPages({ name: '<Harbour> & "Sons"' })
    for (const page of [readHtml(await pages.login(loginView)), readHtml(await pages.account(accountView))]) {
      expect(words(page.find(({ attributes }) => attributes['class'] === 'brand'))).toBe('<Harbour> & "Sons"')
      expect(page.find(({ name }) => name === 'title')?.text).toMatch(/ · <Harbour> & "Sons"$/)
    }
  })

  const pictures = async (options: PagesOptions) => {
    const pages = createPages(options)
    const page = readHtml(await pages.login(loginView))
    const icon = page.find(({ attributes }) => attributes['rel'] === 'icon')?.attributes
    return { icon: icon?.['href'], shown: page.filter(({ name }) => name === 'img').map(({ attributes }) => [attributes['class'], attributes['src']]), files: [...pages.files.keys()].slice(2) }
  }

  it('has a key of the accent’s colour where there is no logo', async () => {
    expect(await pictures({})).toEqual({ icon: '/auth/assets/favicon.svg', shown: [], files: ['favicon.svg'] })
    const icon = createPages({ theme: { light: good } }).files.get('favicon.svg')?.body
    expect(icon).toContain('fill="#5b2a86"')
  })

  it('has the logo in the page and in the tab, and another in the dark where there is one', async () => {
    expect(await pictures({ logo: drawing })).toEqual({
      icon: '/auth/assets/logo.svg', shown: [['logo', '/auth/assets/logo.svg']], files: ['logo.svg'],
    })
    expect(await pictures({ logo: drawing, darkLogo: { type: 'image/png', body: new Uint8Array(3) } })).toEqual({
      icon: '/auth/assets/logo.svg', files: ['logo.svg', 'logo-dark.png'],
      shown: [['logo light', '/auth/assets/logo.svg'], ['logo dark', '/auth/assets/logo-dark.png']],
    })
    expect(() => createPages({ darkLogo: drawing })).toThrow('darkLogo is set and logo is not')
  })

  it('is no part of the page, and its file runs nothing', async () => {
    const pages = createPages({ logo: { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' } })
    const auth = createAuth({ origin, secret, store: memoryStore(), pages })
    const page = await (await auth.handler(new Request(`${origin}/auth/login`))).text()
    expect(page).not.toContain('<script')
    const file = await auth.handler(new Request(`${origin}/auth/assets/logo.svg`))
    expect(file.headers.get('content-security-policy')).toBe('default-src \'none\'; frame-ancestors \'none\'')
    expect(find(readHtml(page), 'username').name).toBe('input')
  })
})
