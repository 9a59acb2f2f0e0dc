/** The part of the account page with API keys: made, shown once, listed and ended. */
import type { AccountView, KeyView } from '../contracts/pages.ts'
import { field, form, notice, pathTo } from './forms.ts'
import { program } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { moment, since } from './time.ts'

export function keys(view: AccountView): Markup {
  return html`<section class="sec" id="keys" aria-labelledby="keys-title">
    <header>
      <h2 id="keys-title">API keys</h2>
      <p>For programs that act as you. A key can do no more than you can, changes nothing of your account, and ends with it.</p>
    </header>
    ${view.newKey && shown(view.newKey)}
    ${view.keys.length > 0 && html`<ul class="things" role="list">${view.keys.map((key) => one(view, key))}</ul>`}
    ${make(view)}
  </section>`
}

const shown = ({ name, key }: NonNullable<AccountView['newKey']>) => notice({
  what: `The key “${name}” is made`,
  then: html`Copy it now: it is stored as a hash alone and is never shown again. <code class="cred">${key}</code>`,
})

function one(view: AccountView, { id, name, begins, scope, expires, lastUsed }: KeyView): Markup {
  return html`<li>
    ${program}
    <p><b>${name}</b> <span class="tag wire">${begins}…</span></p>
    <ul class="meta" role="list">
      <li>${scope === null ? 'All that you may do' : html`<code>${scope.join(' ')}</code>`}</li>
      <li>${lastUsed === null ? 'Never used' : html`Used ${since(lastUsed, view.now)}`}</li>
      <li>Ends ${moment(expires, view.now)}</li>
    </ul>
    ${form(view, { action: 'keys/end', path: `keys/${encodeURIComponent(id)}/end` }, html`
      <button class="btn no" aria-label="Revoke ${name}">Revoke</button>`)}
  </li>`
}

const lives = [['7', '7 days'], ['30', '30 days'], ['90', '90 days'], ['365', 'a year']] as const

/** Asked for on a login that is not fresh, it leads through the password first. */
function make(view: AccountView): Markup {
  const isStale = view.problem?.form === 'keys' && view.problem.code === 'reauthentication_required'
  const confirm = pathTo(view, 'reauthenticate', { return_to: pathTo(view, 'account', {}) })
  return html`
    ${isStale && html`<p class="more"><a class="btn" href="${confirm}">Confirm your password</a></p>`}
    ${form(view, { action: 'keys' }, html`
      <div class="pairs">
        ${field({ name: 'name', label: 'New key', input: { type: 'text', autocomplete: 'off' }, hint: 'What is it for?' })}
        <div class="field">
          <label for="days">Ends after</label>
          <select class="in" id="days" name="days">
            ${lives.map(([days, label]) => html`<option value="${days}"${days === '90' && html` selected`}>${label}</option>`)}
          </select>
        </div>
      </div>
      ${view.scopes.length > 0 && field({
        name: 'scope', label: 'Scope', optional: true, input: { type: 'text', autocomplete: 'off', spellcheck: 'false' },
        hint: html`Leave it empty for all that you may do, or name some of: <code>${view.scopes.join(' ')}</code>`,
      })}
      <button class="btn">Create key</button>`)}`
}
