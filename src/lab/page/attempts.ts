/** Six buttons, what the last one led to in each lane, and all that was tried so far. */
import { html, type Markup } from '../../pages/markup.ts'
import { type AttemptName, type Attempted, attempts, type Lane, lanes, type Trial, type Verdict } from '../facts.ts'
import { type Filled, form, icons } from './view.ts'
import { wire } from './wire.ts'

export const breakIt = (view: Filled): Markup => {
  const { text, notebook } = view
  const last = notebook?.last ?? null
  const shown = last === null ? undefined : notebook?.attempts.get(last)
  return html`
    <section class="sec" id="break" aria-labelledby="h-break">
      <header><h2 id="h-break">${text.parts.break}</h2><p>${text.breakAbout}</p></header>
      ${form(view, 'attempts', html`<div class="tries">${attempts.map((name) => button(view, name, last))}</div>`)}
      ${shown !== undefined && html`<div class="trial">${lanes.map((lane) => article(view, lane, shown.trials[lane]))}</div>`}
      ${shown?.name === 'crosssite' && really(view)}
      <h3 class="gap">${text.ledger}</h3>
      ${notebook === null || notebook.attempts.size === 0 ? html`<p class="dim">${text.ledgerEmpty}</p>` : ledger(view, [...notebook.attempts.values()])}
    </section>`
}

const button = ({ text }: Filled, name: AttemptName, last: AttemptName | null): Markup => html`
  <button class="try" name="attempt" value="${name}" data-key="${name}" aria-pressed="${String(name === last)}">${icons[name]}<b>${text.attempts[name].name}</b><span>${text.attempts[name].does}</span></button>`

const article = (view: Filled, lane: Lane, trial: Trial): Markup => {
  const { text } = view
  const [first, ...others] = trial.verdicts
  if (first === undefined) return html``
  const marking = { credential: trial.credential, changedAt: trial.changedAt }
  return html`
    <article data-lane="${lane}"><h3>${text.lanes[lane].name}</h3>
      ${trial.before === null ? html`<div class="before"></div>` : html`<div class="before"><p class="dim">${text.done}<code>${trial.before.request.start.replace(' HTTP/1.1', '').replaceAll(/[\w-]{22}/g, (id) => `${id.slice(0, 6)}…`)}</code> <code>${trial.before.status}</code></p></div>`}
      ${wire(first.exchange.request, marking, text)}
      ${wire(first.exchange.response, marking, text)}
      <div class="verdicts">${[first, ...others].map((verdict) => verdictBox(view, verdict))}</div>
    </article>`
}

const tones = { refused: '', accepted: ' ok', uneasy: ' warn' } as const

const toneIcon = ({ tone }: Verdict): Markup => tone === 'refused' ? icons.cross : tone === 'accepted' ? icons.check : icons.warning

const verdictBox = ({ text }: Filled, verdict: Verdict): Markup => html`
  <div class="verdict${tones[verdict.tone]}">${toneIcon(verdict)}
    <p><b>${verdict.tone === 'refused' ? text.refused : text.accepted}</b> <code>${verdict.exchange.status}</code> <code>${verdict.exchange.code ?? 'OK'}</code></p>
    <p>${text.rulePrefix}${text.rules[verdict.rule](verdict.facts)}</p></div>`

const really = ({ text, otherSite }: Filled): Markup | false => otherSite !== null
  && html`<p class="really">${text.really.lead} <a href="${otherSite}">${text.really.link}</a></p>`

/** Roles stand in words, since on a small screen a table is laid out as none. */
const ledger = (view: Filled, all: readonly Attempted[]): Markup => {
  const { text } = view
  return html`
    <table class="data cmp" role="table"><caption class="sr">${text.ledger}</caption>
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${text.attempt}</th>${lanes.map((lane) => html`<th scope="col" role="columnheader">${text.lanes[lane].name}</th>`)}</tr></thead>
      <tbody role="rowgroup">${all.map((one) => html`
        <tr role="row"><th scope="row" role="rowheader">${text.attempts[one.name].name}</th>${lanes.map((lane) => html`
          <td role="cell" data-l="${text.lanes[lane].name}"><span>${one.trials[lane].verdicts.map((verdict) => cell(view, verdict))}</span></td>`)}</tr>`)}</tbody>
    </table>`
}

const cellTones = { refused: 'bad', accepted: 'ok', uneasy: 'warn' } as const

const cell = ({ text, language }: Filled, verdict: Verdict): Markup => html`
  <span class="v ${cellTones[verdict.tone]}">${toneIcon(verdict)}<span><b>${verdict.exchange.status}</b> <code>${verdict.exchange.code ?? 'OK'}</code></span><span class="sub">${sentence(text.rules[verdict.rule](verdict.facts), language)}</span></span>`

/** The same words without the word before them. */
function sentence(rule: string, language: Filled['language']): string {
  return language === 'zh-Hans' ? rule : rule.charAt(0).toUpperCase() + rule.slice(1)
}
