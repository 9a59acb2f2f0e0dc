/** A browser without JavaScript: it opens pages and posts their forms, with the members that stand in them. */
import type { Authenticator } from '../../src/contracts.ts'
import { inside, readHtml } from '../pages/read-html.ts'
import { createClient, type Answer, type Client } from '../support/client.ts'
import { password } from '../support/instance.ts'

export function openBrowser(auth: Authenticator): Client {
  return createClient(auth, { browser: true })
}

/** What the form that posts to this path would send if nobody touched it. */
export function formTo(page: Pick<Answer, 'text'>, path: string): Record<string, string> {
  const elements = readHtml(page.text)
  const form = elements.find(({ name, attributes }) => name === 'form' && attributes['method'] !== 'get' && attributes['action'] === path)
  if (form === undefined) throw new Error(`the page has no form that posts to ${path}`)
  const inputs = elements.filter((element) => element.name === 'input' && inside('form', element) === form)
  const sent = inputs.filter(({ attributes }) => attributes['type'] !== 'checkbox' || 'checked' in attributes)
  return Object.fromEntries(sent.flatMap(({ attributes: { name, type, value = type === 'checkbox' ? 'on' : '' } }) => (
    name === undefined ? [] : [[name, value]]
  )))
}

/** Opens a page and posts one of its forms, filled in. */
export async function post(
  browser: Client, form: { on: string, to: string }, fields: Record<string, string> = {},
): Promise<Answer> {
  const page = await browser.send('GET', form.on)
  return browser.send('POST', form.to, { form: { ...formTo(page, form.to), ...fields } })
}

/** A browser in which someone has logged in by the login page. */
export async function loggedIn(auth: Authenticator, username = 'mira'): Promise<Client> {
  const browser = openBrowser(auth)
  const answer = await post(browser, { on: '/auth/login', to: '/auth/login' }, { username, password })
  if (answer.status !== 303) throw new Error(`the login form was answered with ${answer.status}`)
  return browser
}
