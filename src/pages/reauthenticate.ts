/** The password again, before what is not done on an old login. */
import type { ReauthenticateView } from '../contracts/pages.ts'
import { alert, currentPassword, field, form, pathTo, problemId } from './forms.ts'
import { gate } from './layout.ts'
import { html, person } from './markup.ts'
import { wordsFor } from './words.ts'

export function reauthenticate(view: ReauthenticateView): Promise<string> {
  const refusedBy = view.problem?.code === 'invalid_credentials' ? problemId : null
  return gate(view, 'Confirm that it is you', html`
    <p>You are logged in as ${person(view.username)}. What you are about to do asks for your password once more.</p>
    ${view.problem && alert(wordsFor(view.problem, 'password'))}
    ${form(view, { action: 'reauthenticate', hidden: { return_to: view.returnTo } }, html`
      <input type="text" autocomplete="username" value="${view.username}" readonly hidden>
      ${field({ name: 'password', label: 'Password', input: currentPassword, refusedBy })}
      <button class="btn go big">Confirm</button>`)}
    <p class="links"><a href="${pathTo(view, 'account', {})}">Back to your account</a></p>`)
}
