/** The part of the account page that changes the password. */
import type { AccountView, PageLanguage } from '../contracts/pages.ts'
import { currentPassword, field, form, newPassword, type Message } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { passwordRules } from './password-rules.ts'
import { accountTexts } from './texts/account.ts'
import { date } from './time.ts'
import { passwordErrors, sentence, wordsFor } from './words.ts'

type Problem = AccountView['problem']

export function password(view: AccountView): Markup {
  const { account: owner, language } = view
  const { password: texts, sections } = accountTexts[language]
  return html`<section class="sec" id="password" aria-labelledby="password-title">
    <header>
      <h2 id="password-title">${sections.password}</h2>
      <p>${texts.lead(date(owner.passwordChanged, language))}</p>
    </header>
    ${form(view, { action: 'password' }, html`
      ${ownerOf(owner.username)}
      ${fields(view)}
      <button class="btn go">${texts.change}</button>`)}
  </section>`
}

function fields(view: AccountView): Markup {
  const { account: owner, language, problem } = view
  const { password: texts } = accountTexts[language]
  return html`<div class="pairs">
    ${field({
      name: 'current_password', label: texts.current, input: currentPassword,
      errors: currentPasswordErrors(problem, language),
    })}
    ${field({
      name: 'new_password', label: texts.next, input: newPassword(view), errors: passwordErrors(problem, language),
      hint: passwordRules(view, { field: 'new_password', names: owner.email === null ? [] : [owner.email] }),
    })}
  </div>`
}

/** Without a name it is not posted; password managers read from it whose password changes. */
const ownerOf = (username: string) =>
  html`<input type="text" autocomplete="username" value="${username}" readonly hidden>`

/** What one field can mend, the field explains; the message leads there. Null: no field here can. */
export function passwordRefusal(problem: Problem, language: PageLanguage): Message | null {
  const { refused: what, checkCurrent, another } = accountTexts[language].password
  if (currentPasswordErrors(problem, language).length > 0) return { what, then: html`<a href="#current_password">${checkCurrent}</a>` }
  return passwordErrors(problem, language).length > 0 ? { what, then: html`<a href="#new_password">${another}</a>` } : null
}

function currentPasswordErrors(problem: Problem, language: PageLanguage): readonly string[] {
  if (problem?.form !== 'password' || problem.code !== 'invalid_credentials') return []
  return [sentence(wordsFor(problem, 'password', language), language)]
}
