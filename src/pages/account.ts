/** The account page: who this is, where they are logged in, what they may hand on, and what happened. */
import type { AccountView } from '../contracts/pages.ts'
import { activity } from './activity.ts'
import { keys } from './api-keys.ts'
import { consent, preferences } from './choices.ts'
import { devices } from './devices.ts'
import { alert, notice, pathTo } from './forms.ts'
import { inspect } from './inspect.ts'
import { wide } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { rulesScript } from './password-rules.ts'
import { password, passwordRefusal } from './password.ts'
import { accountTexts } from './texts/account.ts'
import { choicesTexts } from './texts/choices.ts'
import { date } from './time.ts'
import { wordsFor } from './words.ts'

export function account(view: AccountView): Promise<string> {
  const texts = accountTexts[view.language]
  return wide(view, texts.title, html`
  <div class="page">
    <header>
      <h1>${texts.title}</h1>
      <p>${texts.who(html`<bdi>${view.account.username}</bdi>`, view.host)}</p>
      ${message(view)}
    </header>
    ${contents(view)}
    <div class="body">
      ${profile(view)}
      ${devices(view)}
      ${keys(view)}
      ${inspect(view)}
      ${password(view)}
      ${preferences(view, { back: pathTo(view, 'account', { notice: 'preferences_saved' }) })}
      ${consent(view, { back: pathTo(view, 'account', { notice: 'consent_saved' }) })}
      ${activity(view)}
    </div>
  </div>
  ${rulesScript(view)}`)
}

function contents({ language }: AccountView): Markup {
  const { onThisPage, sections } = accountTexts[language]
  const { profile: who, devices: where, keys: handed, inspect: asked, password: secret, preferences: looks, consent: agreed, activity: done } = sections
  return html`<nav class="side" aria-label="${onThisPage}">
    <a href="#profile">${who}</a>
    <a href="#devices">${where}</a>
    <a href="#keys">${handed}</a>
    <a href="#inspect">${asked}</a>
    <a href="#password">${secret}</a>
    <a href="#preferences-section">${looks}</a>
    <a href="#consent-section">${agreed}</a>
    <a href="#activity">${done}</a>
  </nav>`
}

/** At the top, where the page opens, whichever form it is about. */
function message({ problem, notice: name, language }: AccountView): Markup | null {
  const notices = { ...accountTexts[language].notices, ...choicesTexts[language].saved }
  if (problem === null) return name && notice(notices[name], language)
  return alert(passwordRefusal(problem, language) ?? wordsFor(problem, problem.form, language), language)
}

function profile({ account: owner, language }: AccountView): Markup {
  const { profile: texts, sections } = accountTexts[language]
  const none = html`<span class="dim">${texts.none}</span>`
  return html`<section class="sec" id="profile" aria-labelledby="profile-title">
    <header><h2 id="profile-title">${sections.profile}</h2></header>
    <dl class="pair">
      <dt>${texts.username}</dt> <dd><bdi>${owner.username}</bdi></dd>
      <dt>${texts.email}</dt> <dd>${owner.email ?? none}</dd>
      <dt>${texts.roles}</dt> <dd>${owner.roles.join(texts.comma) || none}</dd>
      <dt>${texts.id}</dt> <dd><code>${owner.id}</code></dd>
      <dt>${texts.since}</dt> <dd>${date(owner.created, language)}</dd>
    </dl>
  </section>`
}
