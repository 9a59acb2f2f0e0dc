/** What a person may choose without an account: how things look, and which cookies they agree to. */
import type { ChoicesPart, ChoicesView, Frame } from '../contracts/pages.ts'
import { form, notice, select } from './forms.ts'
import { languageName } from './language-name.ts'
import { gate } from './layout.ts'
import { attributes, html, type Attributes, type Markup } from './markup.ts'
import { choicesTexts } from './texts/choices.ts'
import { date } from './time.ts'

export function choices(view: ChoicesView): Promise<string> {
  const { title, saved, start, back } = choicesTexts[view.language]
  return gate(view, title, html`
    ${view.notice && notice(saved[view.notice], view.language)}
    ${preferences(view, { back: view.returnTo })}
    ${consent(view, { back: view.returnTo })}
    <p class="links">${view.returnTo === null ? html`<a href="/">${start}</a>` : html`<a href="${view.returnTo}">${back}</a>`}</p>`)
}

/** Where a form leads to: null is the page that it stands on. */
interface Place { readonly back: string | null }

export function preferences(view: Frame & ChoicesPart, { back }: Place): Markup {
  const { language = '', theme = '' } = view.preferences
  const texts = choicesTexts[view.language].preferences
  const languages = view.languages.map((tag) => ({ value: tag, label: languageName(tag), lang: tag }))
  return section({ id: 'preferences', title: texts.title, lead: view.user === null ? texts.outside : texts.inside }, html`
    ${form(view, { action: 'preferences', hidden: { return_to: back } }, html`
      <div class="pairs">
        ${languages.length > 1 && select({ name: 'language', label: texts.language, chosen: language }, [{ value: '', label: texts.asBrowser }, ...languages])}
        ${select({ name: 'theme', label: texts.appearance, chosen: theme }, texts.themes.map(([value, label]) => ({ value, label })))}
      </div>
      <button class="btn">${texts.save}</button>`)}`)
}

/** No box is ticked for the person, and one button gives what another takes back. */
export function consent(view: Frame & ChoicesPart, { back }: Place): Markup {
  const { preferences: kept, analytics, marketing, gpc, decidedAt, version } = view.consent
  const texts = choicesTexts[view.language].consent
  const { kinds } = texts
  const decided = decidedAt === null ? texts.undecided : texts.decided(date(decidedAt, view.language), String(version))
  return section({ id: 'consent', title: texts.title, lead: decided }, html`
    ${form(view, { action: 'consent', hidden: { return_to: back } }, html`
      <ul class="boxes" role="list">
        ${box(kinds.necessary, { id: 'box-necessary', checked: true, disabled: true })}
        ${box(kinds.preferences, { id: 'box-preferences', name: 'preferences', checked: kept })}
        ${box(kinds.analytics, { id: 'box-analytics', name: 'analytics', checked: analytics })}
        ${box(gpc ? { ...kinds.marketing, hint: texts.gpc } : kinds.marketing, { id: 'box-marketing', name: 'marketing', checked: marketing, disabled: gpc })}
      </ul>
      <div class="row">
        <button class="btn">${texts.save}</button>
        <button class="btn" name="choice" value="all">${texts.all}</button>
        <button class="btn" name="choice" value="none">${texts.none}</button>
      </div>`)}`)
}

const box = ({ name, hint }: { name: string, hint: string }, { id, ...input }: Attributes & { readonly id: string }) => html`<li class="check">
  <input${attributes({ type: 'checkbox', id, 'aria-describedby': `${id}-hint`, ...input })}>
  <div>
    <label for="${id}"><b>${name}</b></label>
    <div class="hint" id="${id}-hint">${hint}</div>
  </div>
</li>`

function section({ id, title, lead }: { id: string, title: string, lead: string | Markup }, content: Markup): Markup {
  return html`<section class="sec" id="${id}-section" aria-labelledby="${id}-title">
    <header><h2 id="${id}-title">${title}</h2><p>${lead}</p></header>
    ${content}
  </section>`
}
