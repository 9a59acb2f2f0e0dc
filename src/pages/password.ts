/** The part of the account page that changes the password. */
import type { AccountView } from '../contracts/pages.ts'
import { currentPassword, field, form, newPassword, type Message } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { date } from './time.ts'
import { passwordErrors, wordsFor } from './words.ts'

type Problem = AccountView['problem']

export function password(view: AccountView): Markup {
  return html`<section class="sec" id="password" aria-labelledby="password-title">
    <header>
      <h2 id="password-title">Password</h2>
      <p>Last changed ${date(view.account.passwordChanged)}. Changing it logs out every other device; API keys go on.</p>
    </header>
    ${form(view, { action: 'password' }, html`
      ${owner(view.account.username)}
      <div class="pairs">
        ${field({
          name: 'current_password', label: 'Current password', input: currentPassword,
          errors: currentPasswordErrors(view.problem),
        })}
        ${field({
          name: 'new_password', label: 'New password', input: newPassword(view), hint: hint(view),
          errors: passwordErrors(view.problem),
        })}
      </div>
      <button class="btn go">Change password</button>`)}
  </section>`
}

const hint = ({ passwordLeast }: AccountView) => html`${passwordLeast} to 256 characters.
  Not a common one, and not your user name, your e-mail address or this service’s name.`

/** Without a name it is not posted; password managers read from it whose password changes. */
const owner = (username: string) =>
  html`<input type="text" autocomplete="username" value="${username}" readonly hidden>`

/** What one field can mend, the field explains; the message leads there. Null: no field here can. */
export function passwordRefusal(problem: Problem): Message | null {
  const what = 'Your password was not changed'
  if (currentPasswordErrors(problem).length > 0) {
    return { what, then: html`<a href="#current_password">Check your current password</a>` }
  }
  const mend = html`<a href="#new_password">Choose another password</a>`
  return passwordErrors(problem).length > 0 ? { what, then: mend } : null
}

function currentPasswordErrors(problem: Problem): readonly string[] {
  if (problem?.form !== 'password' || problem.code !== 'invalid_credentials') return []
  const words = wordsFor(problem, 'password')
  return [`${words.what}. ${words.then}`]
}
