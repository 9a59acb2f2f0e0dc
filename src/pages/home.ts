/** The start page: who is logged in, and the way on. */
import type { Frame } from '../contracts/pages.ts'
import { form } from './forms.ts'
import { gate } from './layout.ts'
import { html, person, type Markup } from './markup.ts'
import { gateTexts } from './texts/gate.ts'

export function home(view: Frame): Promise<string> {
  const { inside: isIn, outside: isOut } = gateTexts[view.language].home
  return view.user === null ? gate(view, isOut, outside(view)) : gate(view, isIn, inside(view, view.user.username))
}

function inside(view: Frame, username: string): Markup {
  const texts = gateTexts[view.language]
  return html`
    <p>${texts.home.who(person(username), html`<b>${view.host}</b>`)}</p>
    <div class="ways">
      <a class="btn go big" href="${view.base}/account">${texts.toAccount}</a>
      ${form(view, { action: 'logout' }, html`<button class="btn big">${texts.logOut}</button>`)}
    </div>`
}

function outside(view: Frame): Markup {
  const texts = gateTexts[view.language]
  return html`
    <p>${texts.home.where(html`<b>${view.host}</b>`)}</p>
    <div class="ways">
      <a class="btn go big" href="${view.base}/login">${texts.logIn}</a>
      ${view.signupOpen && html`<a class="btn big" href="${view.base}/signup">${texts.createAccount}</a>`}
    </div>`
}
