/** The part of the account page that tells what a token is. The token itself is never shown again. */
import type { AccountView, InspectedView } from '../contracts/pages.ts'
import { field, form } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { stamp } from './time.ts'

export function inspect(view: AccountView): Markup {
  return html`<section class="sec" id="inspect" aria-labelledby="inspect-title">
    <header>
      <h2 id="inspect-title">Inspect a token</h2>
      <p>What it is, whose, until when, and why it would be refused. Nothing is used up, and nothing is kept.</p>
    </header>
    ${view.inspected && result(view.inspected)}
    ${form(view, { action: 'inspect' }, html`
      ${field({ name: 'credential', label: 'Token', input: { type: 'password', autocomplete: 'off', spellcheck: 'false' }, hint: 'A JWT, a token, an API key, a ticket, a refresh token.' })}
      <button class="btn">Inspect</button>`)}
  </section>`
}

const kinds: Readonly<Record<string, string>> = {
  jwt: 'A JWT', token: 'A sealed token', session: 'A session cookie', visitor: 'A visitor’s cookie', refresh: 'A refresh token', key: 'An API key', ticket: 'A ticket', unknown: 'Nothing that is known here',
}

function result({ kind, whose, facts, because }: InspectedView): Markup {
  return html`<div role="status">
    <p><b>${kinds[kind] ?? kind}.</b> ${facts.length === 0 && whose === 'another' ? 'It is not yours.' : verdict(because)}</p>
    ${whose === 'nobody' && facts.length > 0 && html`<p>What it says of itself is not verified: anybody can write that.</p>`}
    ${facts.length > 0 && html`<dl class="pair">${facts.map(([name, value]) => html`
      <dt>${name}</dt> <dd>${typeof value === 'string' ? html`<bdi>${value}</bdi>` : stamp(value.at)}</dd>`)}</dl>`}
  </div>`
}

function verdict(because: string | null): string {
  return because === null ? 'It would be accepted now.' : `It would be refused now: ${because}`
}
