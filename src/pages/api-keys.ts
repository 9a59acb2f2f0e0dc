/** The part of the account page with API keys: made, shown once, listed and ended. */
import type { AccountView, KeyView } from '../contracts/pages.ts'
import { field, form, notice, pathTo, select } from './forms.ts'
import { program } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { accountTexts } from './texts/account.ts'
import { moment, since } from './time.ts'

export function keys(view: AccountView): Markup {
  const { keys: texts, sections } = accountTexts[view.language]
  return html`<section class="sec" id="keys" aria-labelledby="keys-title">
    <header>
      <h2 id="keys-title">${sections.keys}</h2>
      <p>${texts.lead}</p>
    </header>
    ${view.newKey && shown(view, view.newKey)}
    ${view.keys.length > 0 && html`<ul class="things" role="list">${view.keys.map((key) => one(view, key))}</ul>`}
    ${make(view)}
  </section>`
}

function shown({ language }: AccountView, { name, key }: NonNullable<AccountView['newKey']>): Markup {
  const { keys: texts } = accountTexts[language]
  return notice({ what: texts.made(name), then: html`${texts.copy} <code class="cred">${key}</code>` }, language)
}

function one(view: AccountView, { id, name, begins, scope, expires, lastUsed }: KeyView): Markup {
  const { now, language } = view
  const { keys: texts, devices: { ends } } = accountTexts[language]
  return html`<li>
    ${program}
    <p><b>${name}</b> <span class="tag wire">${begins}…</span></p>
    <ul class="meta" role="list">
      <li>${scope === null ? texts.all : html`<code>${scope.join(' ')}</code>`}</li>
      <li>${lastUsed === null ? texts.never : texts.used(since(lastUsed, now, language))}</li>
      <li>${ends(moment(expires, now, language))}</li>
    </ul>
    ${form(view, { action: 'keys/end', path: `keys/${encodeURIComponent(id)}/end` }, html`
      <button class="btn no" aria-label="${texts.revokeOne(name)}">${texts.revoke}</button>`)}
  </li>`
}

/** Asked for on a login that is not fresh, it leads through the password first. */
function make(view: AccountView): Markup {
  const { keys: texts } = accountTexts[view.language]
  const isStale = view.problem?.form === 'keys' && view.problem.code === 'reauthentication_required'
  const confirm = pathTo(view, 'reauthenticate', { return_to: pathTo(view, 'account', {}) })
  return html`
    ${isStale && html`<p class="more"><a class="btn" href="${confirm}">${texts.confirm}</a></p>`}
    ${form(view, { action: 'keys' }, html`
      ${fields(view)}
      <button class="btn">${texts.create}</button>`)}`
}

function fields({ language, scopes }: AccountView): Markup {
  const { keys: texts } = accountTexts[language]
  return html`
    <div class="pairs">
      ${field({ name: 'name', label: texts.name, input: { type: 'text', autocomplete: 'off' }, hint: texts.nameHint })}
      ${select({ name: 'days', label: texts.days, chosen: '90' }, texts.lives.map(([value, label]) => ({ value, label })))}
    </div>
    ${scopes.length > 0 && field({
      name: 'scope', label: texts.scope, optional: true, language, input: { type: 'text', autocomplete: 'off', spellcheck: 'false' },
      hint: texts.scopeHint(html`<code>${scopes.join(' ')}</code>`),
    })}`
}
