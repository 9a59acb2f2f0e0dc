/** The sign-up page, and with a setup code the page that makes the first administrator. */
import type { ProblemView, SignupView } from '../contracts/pages.ts'
import { failure } from './failure.ts'
import { alert, field, form, newPassword, pathTo, usernameInput, type Message } from './forms.ts'
import { gate } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { passwordErrors, usernameErrors, usernameRule, wordsFor } from './words.ts'

const closed: ProblemView = { status: 403, code: 'signup_closed', reasons: [], retryAfter: null }

export function signup(view: SignupView): Promise<string> {
  const { setup, problem } = view
  const isOver = setup === null ? !view.signupOpen : problem?.code === 'signup_closed'
  if (isOver) return failure({ ...view, problem: closed }, setup === null ? 'signup' : 'setup')
  const title = setup === null ? 'Create an account' : 'Create the administrator’s account'
  return gate(view, title, html`
    <p>${whatFor(view)}</p>
    ${problem && alert(refusal(problem, view.username))}
    ${form(view, { action: 'signup', hidden: { return_to: view.returnTo, setup } }, html`
      ${field({
        name: 'username', label: 'User name', input: usernameInput(view.username), hint: usernameRule,
        errors: usernameErrors(problem, view.username),
      })}
      ${field({
        name: 'email', label: 'E-mail', optional: true, hint: emailHint,
        input: { type: 'email', autocomplete: 'email', value: view.email },
      })}
      ${field({
        name: 'password', label: 'Password', input: newPassword(view), hint: passwordHint(view),
        errors: passwordErrors(problem),
      })}
      <button class="btn go big">Create account</button>`)}`)
}

function whatFor(view: SignupView): Markup {
  if (view.setup !== null) return html`It becomes the administrator of <b>${view.host}</b>.`
  const login = pathTo(view, 'login', { return_to: view.returnTo })
  return html`For <b>${view.host}</b>. Have one already? <a href="${login}">Log in</a>`
}

const emailHint = 'Kept for getting you back in if you lose your password. Nothing is sent to it yet.'

const passwordHint = ({ passwordLeast }: SignupView) => html`<ul class="rules">
  <li>${passwordLeast} to 256 characters.</li>
  <li>Not a common one, and not your user name, your e-mail address or this service’s name.</li>
  <li>No rules about digits or symbols. Three or four unrelated words work well.</li>
</ul>`

/** What one field can mend, the field explains; the message before the form leads there. */
function refusal(problem: ProblemView, username: string): Message {
  const what = 'The account was not created'
  if (usernameErrors(problem, username).length > 0) {
    return { what, then: html`<a href="#username">Choose another user name</a>` }
  }
  const mend = html`<a href="#password">Choose another password</a>`
  return passwordErrors(problem).length > 0 ? { what, then: mend } : wordsFor(problem, 'signup')
}
