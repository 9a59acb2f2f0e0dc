/** The start page: who is logged in, and the way on. */
import type { Frame } from '../contracts/pages.ts'
import { form } from './forms.ts'
import { gate } from './layout.ts'
import { html, person, type Markup } from './markup.ts'

export const home = (view: Frame): Promise<string> =>
  view.user === null
    ? gate(view, 'You are not logged in', outside(view))
    : gate(view, 'You are logged in', inside(view, view.user.username))

const inside = (view: Frame, username: string): Markup => html`
  <p>As ${person(username)}, at <b>${view.host}</b>.</p>
  <div class="ways">
    <a class="btn go big" href="${view.base}/account">Go to your account</a>
    ${form(view, { action: 'logout' }, html`<button class="btn big">Log out</button>`)}
  </div>`

const outside = (view: Frame): Markup => html`
  <p>This is <b>${view.host}</b>.</p>
  <div class="ways">
    <a class="btn go big" href="${view.base}/login">Log in</a>
    ${view.signupOpen && html`<a class="btn big" href="${view.base}/signup">Create an account</a>`}
  </div>`
