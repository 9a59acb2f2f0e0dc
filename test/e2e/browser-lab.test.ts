/** The lab in a real Chromium: with scripts and without, in both languages and both schemes, on a small screen. */
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { en } from '../../src/lab/text/en.ts'
import { hasBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { fetchFrom } from '../support/wire.ts'
import { pathOf, useBrowser } from './visits.ts'

const isPictured = Boolean(process.env['LATCHKEY_SCREENSHOTS'])
const pictures = isPictured ? mkdtempSync(join(tmpdir(), 'latchkey-lab-')) : ''
const lanes = ['cookie', 'jwt', 'token'] as const

/** The first answer of each attempt, lane by lane; then the one that is told beside it. */
const promised: Readonly<Record<string, readonly (readonly string[])[]>> = {
  tamper: [['401 credential_invalid'], ['401 credential_invalid'], ['401 credential_invalid']],
  expire: [['401 credential_expired'], ['401 credential_expired', '200 OK'], ['401 credential_expired', '200 OK']],
  replay: [['401 credential_invalid', '401 credential_invalid'], ['401 session_revoked', '200 OK'], ['401 session_revoked', '200 OK']],
  crosssite: [['403 csrf_rejected', '401 credential_missing'], ['401 credential_missing', '200 OK'], ['401 credential_missing', '200 OK']],
  elsewhere: [['401 credential_invalid'], ['401 session_revoked', '200 OK'], ['401 session_revoked', '200 OK']],
  rotate: [['200 OK', '200 OK'], ['200 OK', '401 credential_invalid'], ['200 OK', '401 credential_invalid']],
}

/** Presses, and waits until the page or the script is done. */
async function pressed(page: Page, key: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.locator(`[data-key="${key}"]`).click()
  await answered
  await page.waitForLoadState()
  await page.locator('main:not([aria-busy])').waitFor()
}

/** Status and code of every verdict of the attempt that is open, and the rule that each tells. */
async function verdictsOf(page: Page): Promise<{ readonly codes: string[][], readonly rules: string[] }> {
  const codes = await Promise.all(lanes.map(async (lane) => {
    const boxes = await page.locator(`article[data-lane="${lane}"] .verdict p:first-of-type`).allTextContents()
    return boxes.map((text) => text.replace(/^(Refused|Accepted)\s+/, '').replaceAll(/\s+/g, ' ').trim())
  }))
  return { codes, rules: await page.locator('.trial .verdict p:last-of-type').allTextContents() }
}

async function shownCredential(page: Page, lane: string): Promise<string> {
  return await page.locator(`#lane-${lane} .step`).nth(4).locator('.cred').textContent() ?? ''
}

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 120_000 }, () => {
  const { newPage, at } = useBrowser()
  afterAll(() => { if (isPictured) process.stdout.write(`pictures are in ${pictures}\n`) })

  async function everything(page: Page): Promise<void> {
    await page.goto(at('/auth/lab'))
    for (const key of ['log-in', 'crosssite', 'measure', 'use-jwt']) await pressed(page, key)
  }

  describe.each([true, false])('with JavaScript: %s', (javaScriptEnabled) => {
    it('each button ends in the answer that its text promises, in all three lanes', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/lab'))
      for (const [name, codes] of Object.entries(promised)) {
        await pressed(page, name)
        const told = await verdictsOf(page)
        expect([name, told.codes]).toEqual([name, codes])
        for (const rule of told.rules) expect(rule).toMatch(/^Rule: \S/)
        expect(await page.locator('[aria-pressed="true"]').getAttribute('value')).toBe(name)
      }
      expect(await page.locator('#break tbody tr').count()).toBe(6)
      expect(pathOf(page)).toBe('/auth/lab')
    })

    it('a login in each lane shows seven steps, and what the lanes hold opens the resource', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/lab'))
      await pressed(page, 'log-in')
      for (const lane of lanes) {
        expect(await page.locator(`#lane-${lane} .step:visible`).count()).toBe(7)
        expect(await page.locator(`#lane-${lane} .step`).nth(6).locator('.wire').textContent()).toContain(`"carrier":"${lane}"`)
      }
      const ask = fetchFrom(at(''))
      const opened = await ask('GET /auth/lab/resource', { headers: { authorization: `Bearer ${await shownCredential(page, 'jwt')}` } })
      expect(opened.status).toBe(200)
      const cookies = await page.context().cookies()
      expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
        ['__Host-lab-page', true, 'Lax'], ['__Host-lab-session', true, 'Lax'],
      ])
      expect(cookies[1]?.value).toBe(await shownCredential(page, 'cookie'))
    })

    it('the numbers of the table are there, and the decoder takes a lane’s credential apart', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/lab'))
      for (const key of ['log-in', 'measure']) await pressed(page, key)
      expect(await page.locator('#compare tbody tr').count()).toBe(10)
      await pressed(page, 'use-jwt')
      expect(await page.locator('#decode .verdict').textContent()).toContain(en.wouldBeAccepted)
      await page.getByLabel('Credential').fill('eyJhbGciOiJub25lIn0.eyJzdWIiOiJtaXJhIn0.')
      await pressed(page, 'decode')
      expect(await page.locator('#decode .verdict').textContent()).toContain('NOT VERIFIED')
    })

    it('a form of another site is sent by the browser itself, which keeps the cookie back', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/lab'))
      for (const key of ['log-in', 'crosssite']) await pressed(page, key)
      await page.getByRole('link', { name: en.really.link }).click()
      expect(new URL(page.url()).hostname).toBe('127.0.0.1')
      await page.getByRole('button', { name: en.otherSite.button }).click()
      await page.waitForURL(/localhost:\d+\/auth\/lab#break$/)
      const sent = await page.locator('article[data-lane="cookie"] .wire').first().textContent()
      expect(sent).toContain('Sec-Fetch-Site: cross-site')
      expect(sent).toContain('Origin: http://127.0.0.1:')
      expect(sent).not.toContain('Cookie:')
      expect((await verdictsOf(page)).codes[0]?.[0]).toBe('401 credential_missing')
    })
  })

  it('with scripts everything happens in place, and whoever pressed a button stays on it', async () => {
    const page = await newPage()
    await page.goto(at('/auth/lab'))
    const loads: string[] = []
    page.on('framenavigated', (frame) => { loads.push(frame.url()) })
    for (const key of ['log-in', 'replay']) await pressed(page, key)
    expect(loads).toEqual([])
    await expect.poll(() => page.evaluate('document.activeElement.dataset.key')).toBe('replay')
    expect(await page.getByRole('status').first().textContent()).toContain('JWT: Refused 401 session_revoked')
  })

  it('asks no other origin, and breaks no rule of its policy', async () => {
    const page = await newPage()
    const [asked, said]: [Set<string>, string[]] = [new Set(), []]
    page.on('request', (request) => { asked.add(new URL(request.url()).origin) })
    page.on('console', (message) => { said.push(message.text()) })
    await page.goto(at('/auth/lab'))
    for (const key of ['log-in', 'tamper', 'use-token']) await pressed(page, key)
    expect([[...asked], said]).toEqual([[at('')], []])
  })

  it.each([['en', 'light'], ['en', 'dark'], ['zh-CN', 'light'], ['zh-CN', 'dark']] as const)(
    'has no fault that axe finds in %s, %s, and fits a screen of 320 px', async (locale, colorScheme) => {
      const page = await newPage({ locale, colorScheme, viewport: { width: 320, height: 640 } })
      await everything(page)
      await expectNoFault(page, colorScheme)
      await takePicture(page, `lab-${locale}-320-${colorScheme}`)
      await page.setViewportSize({ width: 1440, height: 900 })
      if (isPictured || locale === 'en') await expectNoFault(page, colorScheme)
      await takePicture(page, `lab-${locale}-1440-${colorScheme}`)
    },
  )

  it('has no fault either before anything was done, and where something was wrong', async () => {
    const page = await newPage({ viewport: { width: 320, height: 640 } })
    for (const path of ['/auth/lab', '/auth/lab/nowhere']) {
      await page.goto(at(path))
      await expectNoFault(page, 'light')
    }
  })

  it('is not there on a public origin', async () => {
    const secret = 'correct-horse-battery-staple-and-a-few-more-words-0123456789'
    const server = await startServer({ settings: { LATCHKEY_ORIGIN: 'https://login.example.com', LATCHKEY_SECRET: secret } })
    const sent = get({ port: server.port, host: '127.0.0.1', path: '/auth/lab', headers: { host: 'login.example.com' } })
    const [answer] = await once(sent, 'response') as [IncomingMessage]
    expect(answer.statusCode).toBe(404)
    answer.resume()
    await server.stop()
  })
})

/** In the dark only the colours are others. */
async function expectNoFault(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}`)).toEqual([])
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width).toBe(page.viewportSize()?.width)
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (isPictured) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}
