/** What one credential is, part by part, and why it would be refused now. */
import { html, type Markup } from '../../pages/markup.ts'
import { type Decoded, type DecodedPart, lanes } from '../facts.ts'
import { dateOf, type Filled, form, icons } from './view.ts'

export const decoder = (view: Filled): Markup => {
  const { text, decoded, notebook } = view
  const shown = decoded?.shown ?? ''
  return html`
    <section class="sec" id="decode" aria-labelledby="h-decode">
      <header><h2 id="h-decode">${text.parts.decode}</h2><p>${text.decodeAbout}</p></header>
      <div class="dec">${form(view, 'decode', html`
        <div class="field"><label for="credential">${text.credential}</label><textarea class="in" id="credential" name="credential" rows="7" spellcheck="false" autocomplete="off" autocapitalize="off">${shown}</textarea></div>
        <div class="row apart"><button class="btn go" data-key="decode">${text.decode}</button>${notebook !== null && notebook.lanes.size > 0 && html`
          <span class="row"><span class="dim">${text.useFrom}</span>${lanes.filter((lane) => notebook.lanes.has(lane)).map((lane) => html`<button class="btn" name="use" value="${lane}" data-key="use-${lane}">${text.lanes[lane].name}</button>`)}</span>`}</div>`)}
        ${decoded !== null && html`<div class="parts">${verdict(view, decoded)}${decoded.parts.map((part) => partOf(view, decoded, part))}</div>`}
      </div>
    </section>`
}

const verdict = ({ text }: Filled, { kind, isOurs, refusal, expiresAt, now }: Decoded): Markup => html`
  <div class="verdict${refusal === null ? ' ok' : ''}" role="status">${refusal === null ? icons.check : icons.cross}
    <p>${text.kinds[kind] ?? kind}. <b>${refusal === null ? text.wouldBeAccepted : text.wouldBeRefused}</b>${refusal !== null && html` <code>${refusal}</code>`}</p>
    ${refusal !== null && html`<p>${text.rulePrefix}${text.reasons[refusal] ?? ''}</p>`}
    ${!isOurs && html`<p><b>${text.notVerified}</b> ${text.notOurs}</p>`}
    ${expiresAt !== null && html`<p>${expiresAt > now ? text.left(text.span(expiresAt - now)) : text.ago(text.span(now - expiresAt))}</p>`}
  </div>`

const partOf = ({ text }: Filled, { isOurs }: Decoded, part: DecodedPart): Markup => html`
  <section><h3>${text.partNames[part.name]}${part.bytes !== null && html`<span>${text.bytes(part.bytes)}</span>`}</h3>
    ${part.name === 'signature'
      ? html`<p class="raw">${isOurs ? html`<code class="cred">${textOf(part.members[0]?.[1])}</code>` : text.signatureHidden}</p>`
      : html`<dl class="claims">${part.members.map(([name, value]) => html`<dt>${name}</dt><dd><code>${textOf(value)}</code>${momentOf(name, value)}</dd>`)}</dl>`}
  </section>`

/** Anybody may have written it. */
function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? ''
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

const moments = new Set(['exp', 'iat', 'nbf', 'auth_time', 'hour'])
/** Beyond it there are no dates. */
const lastSecond = 8.64e12

function momentOf(name: string, value: unknown): Markup | false {
  const isMoment = moments.has(name) && typeof value === 'number' && Math.abs(value) < lastSecond
  return isMoment && html`<span class="dim">${dateOf(value)}</span>`
}
