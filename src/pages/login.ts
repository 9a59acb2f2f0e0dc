/** The login page. It says the same whichever half was wrong. */
import type { LoginView } from '../contracts/pages.ts'
import { alert, currentPassword, field, form, pathTo, problemId, usernameInput } from './forms.ts'
import { gate } from './layout.ts'
import { html, person, type Markup } from './markup.ts'
import { duration } from './time.ts'
import { wordsFor } from './words.ts'

export function login(view: LoginView): Promise<string> {
  const refusedBy = view.problem?.code === 'invalid_credentials' ? problemId : null
  return gate(view, 'Log in', html`
    <p>${whatFor(view)}</p>
    ${view.problem && alert(wordsFor(view.problem))}
    ${form(view, { action: 'login', hidden: { return_to: view.returnTo } }, html`
      ${field({ name: 'username', label: 'User name', input: usernameInput(view.username), refusedBy })}
      ${field({ name: 'password', label: 'Password', input: currentPassword, refusedBy })}
      ${remember(view)}
      <button class="btn go big">Log in</button>`)}
    <p class="links">${newcomers(view)}</p>`)
}

/** The host and not the path: whoever made the link chose the path, and could write a sentence into it. */
function whatFor(view: LoginView): Markup {
  if (view.user === null) {
    return view.returnTo === null
      ? html`To your account at <b>${view.host}</b>.`
      : html`You will return to <b>${view.host}</b>.`
  }
  return html`You are logged in as ${person(view.user.username)}.
    <a href="${view.base}/account">Go to your account</a>, or log in as someone else.`
}

const remember = ({ remember: checked, remembered }: LoginView): Markup => html`<div class="check">
  <input type="checkbox" id="remember" name="remember" aria-describedby="remember-hint"${checked && html` checked`}>
  <div>
    <label for="remember">Stay logged in on this device</label>
    <div class="hint" id="remember-hint">
      Ends after ${duration(remembered.idle)} without use, and after ${duration(remembered.absolute)} at most.
      Leave it off on a shared computer.
    </div>
  </div>
</div>`

function newcomers(view: LoginView): Markup {
  if (!view.signupOpen) return html`Accounts are made by an administrator here.`
  const signup = pathTo(view, 'signup', { return_to: view.returnTo })
  return html`No account yet? <a href="${signup}">Create an account</a>`
}
