/** Every page that there is, as a person comes to it; in an order in which each can be come to. */
import type { Page } from 'playwright-core'
import { setupLink } from '../support/server.ts'
import { mira } from '../support/wire.ts'
import type { Visits } from './visits.ts'

export type Visit = readonly [name: string, visit: (page: Page) => Promise<unknown>]

/** By the ids and names of the markup, which are the same in every language. */
export async function send(page: Page, form: string, fields: Readonly<Record<string, string>> = {}, button = 'button'): Promise<void> {
  for (const [id, value] of Object.entries(fields)) await page.locator(`#${id}`).fill(value)
  await page.locator(`main form[action="/auth/${form}"] ${button}`).first().click()
}

export async function logInOn(page: Page, login: string): Promise<void> {
  await page.goto(login)
  await send(page, 'login', mira)
  await page.waitForURL(/\/auth\/account/)
}

export function tourOf({ at, server }: Visits): readonly Visit[] {
  const open = (path: string) => (page: Page) => page.goto(at(path))
  const refused = (page: Page) => page.getByRole('alert').waitFor()
  return [
    ['home', open('/')],
    ['login', open('/auth/login?return_to=%2Forders')],
    ['login-refused', async (page) => {
      await send(page, 'login', { ...mira, password: 'cobalt meadow wrench' })
      await refused(page)
    }],
    ['signup', open('/auth/signup')],
    ['signup-typed', (page) => page.locator('#password').pressSequentially('harbour quilt seven')],
    ['signup-refused', async (page) => {
      await send(page, 'signup', { username: 'mira', password: 'password password' })
      await refused(page)
    }],
    ['setup', async (page) => page.goto((await setupLink(server())).link)],
    ['nothing-there', open('/auth/nowhere')],
    ['choices', open('/auth/consent')],
    ['choices-made', (page) => send(page, 'consent', {}, '[value=all]')],
    ['account', (page) => logInOn(page, at('/auth/login'))],
    ['account-key', async (page) => {
      await send(page, 'keys', { name: 'Nightly export' })
      await page.getByRole('status').waitFor()
    }],
    ['account-inspected', async (page) => {
      await send(page, 'inspect', { credential: 'lk_at_no-such-token' })
      await page.getByRole('status').waitFor()
    }],
    ['account-refused', async (page) => {
      await send(page, 'password', { current_password: 'cobalt meadow wrench', new_password: 'short and simple' })
      await refused(page)
    }],
    ['account-notice', open('/auth/account?notice=password_changed')],
    ['reauthenticate', open('/auth/reauthenticate')],
    ['home-inside', open('/')],
  ]
}
