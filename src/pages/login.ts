/** The login page. It says the same whichever half was wrong. */
import type { LoginView } from '../contracts/pages.ts'
import { alert, currentPassword, field, form, pathTo, problemId, usernameInput } from './forms.ts'
import { gate } from './layout.ts'
import { html, person, type Markup } from './markup.ts'
import { gateTexts } from './texts/gate.ts'
import { duration } from './time.ts'
import { wordsFor } from './words.ts'

export function login(view: LoginView): Promise<string> {
  const { language } = view
  const { logIn, username, password } = gateTexts[language]
  const refusedBy = view.problem?.code === 'invalid_credentials' ? problemId : null
  return gate(view, logIn, html`
    <p>${whatFor(view)}</p>
    ${view.problem && alert(wordsFor(view.problem, 'login', language), language)}
    ${form(view, { action: 'login', hidden: { return_to: view.returnTo } }, html`
      ${field({ name: 'username', label: username, input: usernameInput(view.username), refusedBy })}
      ${field({ name: 'password', label: password, input: currentPassword, refusedBy })}
      ${remember(view)}
      <button class="btn go big">${logIn}</button>`)}
    <p class="links">${newcomers(view)}</p>`)
}

/** The host and not the path: whoever made the link chose the path, and could write a sentence into it. */
function whatFor(view: LoginView): Markup {
  const { login: texts, toAccount } = gateTexts[view.language]
  const host = html`<b>${view.host}</b>`
  if (view.user === null) return view.returnTo === null ? texts.to(host) : texts.back(host)
  return texts.already(person(view.user.username), html`<a href="${view.base}/account">${toAccount}</a>`)
}

function remember({ remember: checked, remembered, language }: LoginView): Markup {
  const { login: texts } = gateTexts[language]
  return html`<div class="check">
  <input type="checkbox" id="remember" name="remember" aria-describedby="remember-hint"${checked && html` checked`}>
  <div>
    <label for="remember">${texts.remember}</label>
    <div class="hint" id="remember-hint">${texts.rememberHint(duration(remembered.idle, language), duration(remembered.absolute, language))}</div>
  </div>
</div>`
}

function newcomers(view: LoginView): Markup {
  const { login: texts, createAccount } = gateTexts[view.language]
  if (!view.signupOpen) return html`${texts.closed}`
  const signup = pathTo(view, 'signup', { return_to: view.returnTo })
  return texts.newcomers(html`<a href="${signup}">${createAccount}</a>`)
}
