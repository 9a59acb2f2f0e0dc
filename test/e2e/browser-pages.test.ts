/** Every page in both languages and both schemes, as axe and a small screen find it; with LATCHKEY_SCREENSHOTS set also as a picture. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { mira } from '../support/wire.ts'
import { tourOf } from './tour.ts'
import { pathOf, useBrowser } from './visits.ts'

const isPictured = Boolean(process.env['LATCHKEY_SCREENSHOTS'])
const languages = [['en', 'en-GB'], ['zh-Hans', 'zh-CN']] as const
const phone = { width: 320, height: 640 }

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 60_000 }, () => {
  const visits = useBrowser()
  const { newPage, at } = visits
  const tour = tourOf(visits)
  afterAll(() => { if (isPictured) process.stdout.write(`pictures are in ${pictures()}\n`) })

  describe.each(languages)('in %s', (language, locale) => {
    it('every page of the tour has no fault that axe finds, light and dark, fits a screen of 320 px, and asks nobody else', async () => {
      const asked: string[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await newPage({ colorScheme, locale, viewport: phone })
        page.on('request', (request) => asked.push(new URL(request.url()).origin))
        page.on('console', (message) => { if (message.text().includes('Content Security Policy')) asked.push(message.text()) })
        for (const [name, visit] of tour) {
          await visit(page)
          const axe = new AxeBuilder({ page }).setLegacyMode()
          // In the dark only the colours are others.
          const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
          expect(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.target.join(' ')}`)).toEqual([])
          expect(await page.evaluate('document.documentElement.scrollWidth'), `width of ${name}`).toBe(320)
          expect(await page.evaluate('document.documentElement.lang')).toBe(language)
          await takePicture(page, `${name}-${language}-320-${colorScheme}`)
        }
      }
      expect([...new Set(asked)]).toEqual([visits.server().origin])
    })

    it('every page of the tour is come to without JavaScript', async () => {
      const page = await newPage({ javaScriptEnabled: false, locale })
      for (const [, visit] of tour) await visit(page)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
    })

    it('a person logs in, makes a key, refuses all cookies and logs out by keyboard alone, and sees where they are', async () => {
      const page = await newPage({ locale, viewport: { width: 1280, height: 800 } })
      await page.goto(at('/'))
      await go(page, 'a[href="/auth/login"]')
      await type(page, '#username', mira.username)
      await type(page, '#password', mira.password)
      await go(page, 'form[action="/auth/login"] button')
      await go(page, '.skip')
      await type(page, '#name', 'From the keyboard')
      await enter(page)
      await page.getByRole('status').waitFor()
      await go(page, '[name=choice][value=none]')
      await go(page, '.me button')
      expect(pathOf(page)).toBe('/auth/login')
    })

    it.runIf(isPictured)('pictures are taken of the tour at full width', async () => {
      const looks: readonly (readonly [string, BrowserContextOptions])[] = [
        ['light', { colorScheme: 'light' }], ['dark', { colorScheme: 'dark' }], ['forced', { forcedColors: 'active' }],
        // What a screen of 1280 px shows at 200 %.
        ['zoomed', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
      ]
      for (const [look, options] of looks) {
        const page = await newPage({ locale, viewport: { width: 1280, height: 800 }, ...options })
        for (const [name, visit] of tour) {
          await visit(page)
          await takePicture(page, `${name}-${language}-1280-${look}`)
        }
      }
    })
  })

  it('the login page and its style sheet are under 15 KB as they are sent', async () => {
    for (const [, locale] of languages) {
      const texts = await Promise.all(['/auth/login', '/auth/assets/latchkey.css'].map(async (path) => (
        (await fetch(at(path), { headers: { 'accept': 'text/html', 'accept-language': locale } })).text()
      )))
      const sizes = texts.map((text) => gzipSync(text).length)
      expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(15 * 1024)
    }
  })

  it('nothing is lost at 200 %, nor to who has the colours of the system', async () => {
    const zoomed = await newPage({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })
    const forced = await newPage({ forcedColors: 'active', viewport: phone })
    for (const [name, visit] of tour) {
      await visit(zoomed)
      expect(await zoomed.evaluate('document.documentElement.scrollWidth'), `width of ${name}`).toBe(640)
      await visit(forced)
      // What is a button or a field keeps an edge that can be seen.
      expect(await forced.evaluate(withoutEdge), `without an edge in ${name}`).toBe(0)
    }
  })
})

const withoutEdge = `[...document.querySelectorAll('.btn, .in')].map((one) => getComputedStyle(one))
  .filter((style) => parseFloat(style.borderTopWidth) < 1 || style.borderTopColor === 'rgba(0, 0, 0, 0)').length`

/** By Tab alone, as far as a page may be; what has the focus shows it. */
async function reach(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches('${selector}')`)) {
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), `focus on ${selector}`).toBe('solid')
      return
    }
  }
  throw new Error(`Tab does not lead to ${selector}`)
}

async function go(page: Page, selector: string): Promise<void> {
  await reach(page, selector)
  await enter(page)
}

async function enter(page: Page): Promise<void> {
  const moved = page.waitForEvent('framenavigated')
  await page.keyboard.press('Enter')
  await moved
  await page.waitForLoadState()
}

async function type(page: Page, selector: string, text: string): Promise<void> {
  await reach(page, selector)
  await page.keyboard.type(text)
}

/** Into a folder of the run, where someone asked for pictures. */
async function takePicture(page: Page, name: string): Promise<void> {
  if (isPictured) await page.screenshot({ path: join(pictures(), `${name}.png`), fullPage: true })
}

let folder: string | undefined

function pictures(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'latchkey-pictures-'))
  return folder
}
