/** The password again, before what is not done on an old login. */
import type { ReauthenticateView } from '../contracts/pages.ts'
import { alert, currentPassword, field, form, pathTo, problemId } from './forms.ts'
import { gate } from './layout.ts'
import { html, person } from './markup.ts'
import { gateTexts } from './texts/gate.ts'
import { wordsFor } from './words.ts'

export function reauthenticate(view: ReauthenticateView): Promise<string> {
  const { language } = view
  const { reauthenticate: texts, password, backToAccount } = gateTexts[language]
  const refusedBy = view.problem?.code === 'invalid_credentials' ? problemId : null
  return gate(view, texts.title, html`
    <p>${texts.why(person(view.username))}</p>
    ${view.problem && alert(wordsFor(view.problem, 'password', language), language)}
    ${form(view, { action: 'reauthenticate', hidden: { return_to: view.returnTo } }, html`
      <input type="text" autocomplete="username" value="${view.username}" readonly hidden>
      ${field({ name: 'password', label: password, input: currentPassword, refusedBy })}
      <button class="btn go big">${texts.confirm}</button>`)}
    <p class="links"><a href="${pathTo(view, 'account', {})}">${backToAccount}</a></p>`)
}
