/** The part of the account page that tells what a token is. The token itself is never shown again. */
import type { AccountView, FactValue, InspectedView, PageLanguage } from '../contracts/pages.ts'
import { field, form } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { accountTexts } from './texts/account.ts'
import { inspectTexts } from './texts/inspect.ts'
import { stamp } from './time.ts'

export function inspect(view: AccountView): Markup {
  const texts = inspectTexts[view.language]
  return html`<section class="sec" id="inspect" aria-labelledby="inspect-title">
    <header>
      <h2 id="inspect-title">${accountTexts[view.language].sections.inspect}</h2>
      <p>${texts.lead}</p>
    </header>
    ${view.inspected && result(view.inspected, view.language)}
    ${form(view, { action: 'inspect' }, html`
      ${field({ name: 'credential', label: texts.field, input: { type: 'password', autocomplete: 'off', spellcheck: 'false' }, hint: texts.hint })}
      <button class="btn">${texts.inspect}</button>`)}
  </section>`
}

function result({ kind, whose, facts, because }: InspectedView, language: PageLanguage): Markup {
  const texts = inspectTexts[language]
  const isOurs = whose !== 'nobody'
  return html`<div role="status">
    <p><b>${named(texts.kinds, kind)}${texts.end}</b> ${facts.length === 0 && whose === 'another' ? texts.notYours : verdict(because, language)}</p>
    ${!isOurs && facts.length > 0 && html`<p>${texts.notVerified}</p>`}
    ${facts.length > 0 && html`<dl class="pair">${facts.map(([name, value]) => html`
      <dt>${isOurs ? named(texts.names, name) : name}</dt> <dd>${shown(value, language)}</dd>`)}</dl>`}
  </div>`
}

function shown(value: FactValue, language: PageLanguage): Markup {
  if (typeof value === 'string') return html`<bdi>${value}</bdi>`
  return 'at' in value ? stamp(value.at) : html`${inspectTexts[language].words[value.word]}`
}

function verdict(because: string | null, language: PageLanguage): string {
  const texts = inspectTexts[language]
  return because === null ? texts.accepted : texts.refused(named(texts.because, because))
}

/** What is not named here is a word of somebody else's, and stays as it is. */
function named(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? words[word] ?? word : word
}
