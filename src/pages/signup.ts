/** The sign-up page, and with a setup code the page that makes the first administrator. */
import type { ProblemView, SignupView } from '../contracts/pages.ts'
import { failure } from './failure.ts'
import { alert, field, form, newPassword, pathTo, usernameInput, type Message } from './forms.ts'
import { gate } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { passwordRules, rulesScript } from './password-rules.ts'
import { gateTexts } from './texts/gate.ts'
import { passwordErrors, usernameErrors, usernameRule, wordsFor } from './words.ts'

const closed: ProblemView = { status: 403, code: 'signup_closed', reasons: [], retryAfter: null }

export function signup(view: SignupView): Promise<string> {
  const { setup, problem, language } = view
  const isOver = setup === null ? !view.signupOpen : problem?.code === 'signup_closed'
  if (isOver) return failure({ ...view, problem: closed }, setup === null ? 'signup' : 'setup')
  const { signup: texts, createAccount } = gateTexts[language]
  return gate(view, setup === null ? createAccount : texts.administrator, html`
    <p>${whatFor(view)}</p>
    ${problem && alert(refusal(view, problem), language)}
    ${form(view, { action: 'signup', hidden: { return_to: view.returnTo, setup } }, html`
      ${fields(view)}
      <button class="btn go big">${texts.create}</button>`)}
    ${rulesScript(view)}`)
}

function fields(view: SignupView): Markup {
  const { language, problem } = view
  const { signup: texts, username, password } = gateTexts[language]
  return html`
    ${field({
      name: 'username', label: username, input: usernameInput(view.username), hint: usernameRule(language),
      errors: usernameErrors(problem, view.username, language),
    })}
    ${field({
      name: 'email', label: texts.email, optional: true, language, hint: texts.emailHint,
      input: { type: 'email', autocomplete: 'email', value: view.email },
    })}
    ${field({
      name: 'password', label: password, input: newPassword(view), hint: passwordRules(view, { field: 'password' }),
      errors: passwordErrors(problem, language),
    })}`
}

function whatFor(view: SignupView): Markup {
  const { signup: texts, logIn } = gateTexts[view.language]
  const host = html`<b>${view.host}</b>`
  if (view.setup !== null) return texts.becomes(host)
  return texts.whatFor(host, html`<a href="${pathTo(view, 'login', { return_to: view.returnTo })}">${logIn}</a>`)
}

/** What one field can mend, the field explains; the message before the form leads there. */
function refusal({ language, username }: SignupView, problem: ProblemView): Message {
  const { refused: what, anotherName, anotherPassword } = gateTexts[language].signup
  if (usernameErrors(problem, username, language).length > 0) return { what, then: html`<a href="#username">${anotherName}</a>` }
  if (passwordErrors(problem, language).length > 0) return { what, then: html`<a href="#password">${anotherPassword}</a>` }
  return wordsFor(problem, 'signup', language)
}
