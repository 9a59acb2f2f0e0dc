/** Every page, as axe and a small screen find it; with LATCHKEY_SCREENSHOTS set also as a picture. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { setupLink } from '../support/server.ts'
import { mira } from '../support/wire.ts'
import { enter, fill, logInAt, press, useBrowser, type Visits } from './visits.ts'

const isPictured = Boolean(process.env['LATCHKEY_SCREENSHOTS'])

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 60_000 }, () => {
  const visits = useBrowser()
  const { newPage } = visits
  const tour = tourOf(visits)
  afterAll(() => { if (isPictured) process.stdout.write(`pictures are in ${pictures()}\n`) })

  it('every page of the tour has no fault that axe finds, light and dark, and fits a screen of 320 px', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await newPage({ colorScheme, viewport: { width: 320, height: 640 } })
      for (const [name, visit] of tour) {
        await visit(page)
        const axe = new AxeBuilder({ page }).setLegacyMode()
        // In the dark only the colours are others.
        const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
        expect(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.target.join(' ')}`)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth'), `width of ${name}`).toBe(320)
        await takePicture(page, `${name}-320-${colorScheme}`)
      }
    }
  })

  it.runIf(isPictured)('pictures are taken of the tour at full width', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await newPage({ colorScheme, viewport: { width: 1280, height: 800 } })
      for (const [name, visit] of tour) {
        await visit(page)
        await takePicture(page, `${name}-1280-${colorScheme}`)
      }
    }
  })
})

type Visit = readonly [name: string, visit: (page: Page) => Promise<unknown>]

/** Every page that there is, in an order in which each can be come to. */
function tourOf({ at, server }: Visits): readonly Visit[] {
  const open = (path: string) => (page: Page) => page.goto(at(path))
  const refused = (page: Page) => page.getByRole('alert').waitFor()
  return [
    ['home', open('/')],
    ['login', open('/auth/login')],
    ['login-refused', async (page) => {
      await enter(page, { ...mira, password: 'cobalt meadow wrench' })
      await refused(page)
    }],
    ['signup', open('/auth/signup')],
    ['signup-refused', async (page) => {
      await fill(page, { 'User name': 'mira', 'Password': 'password password' })
      await press(page, 'Create account')
      await refused(page)
    }],
    ['setup', async (page) => page.goto((await setupLink(server())).link)],
    ['nothing-there', open('/auth/nowhere')],
    ['choices', open('/auth/consent')],
    ['choices-made', async (page) => press(page, 'Accept all')],
    ['account', (page) => logInAt(page, at('/auth/login'))],
    ['account-refused', async (page) => {
      await fill(page, { 'Current password': 'cobalt meadow wrench', 'New password': 'short and simple' })
      await press(page, 'Change password')
      await refused(page)
    }],
    ['account-choices', async (page) => {
      await page.getByLabel('Appearance').selectOption('system')
      await press(page, 'Save preferences')
    }],
    ['account-notice', open('/auth/account?notice=password_changed')],
    ['home-inside', open('/')],
  ]
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
