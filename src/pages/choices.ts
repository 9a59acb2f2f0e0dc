/** What a person may choose without an account: how things look, and which cookies they agree to. */
import type { ChoicesPart, ChoicesView, Frame } from '../contracts/pages.ts'
import { form, notice } from './forms.ts'
import { gate } from './layout.ts'
import { attributes, html, type Attributes, type Markup } from './markup.ts'
import { date } from './time.ts'
import type { Words } from './words.ts'

export const choiceNotices = {
  preferences_saved: { what: 'Your preferences are saved', then: 'They are in use from now on.' },
  consent_saved: { what: 'Your choice is saved', then: 'You can change it here whenever you like.' },
} satisfies Record<NonNullable<ChoicesView['notice']>, Words>

export const choices = (view: ChoicesView): Promise<string> => gate(view, 'Preferences and cookies', html`
  ${view.notice && notice(choiceNotices[view.notice])}
  ${preferences(view, { back: view.returnTo })}
  ${consent(view, { back: view.returnTo })}
  <p class="links">${view.returnTo === null ? html`<a href="/">Go to the start page</a>` : html`<a href="${view.returnTo}">Go back</a>`}</p>`)

/** Where a form leads to: null is the page that it stands on. */
interface Place { readonly back: string | null }

export function preferences(view: Frame & ChoicesPart, { back }: Place): Markup {
  const { language = '', theme = '' } = view.preferences
  const where = view.user === null ? 'Kept in a cookie, and with your account once you log in.' : 'Kept with your account, and in a cookie.'
  return section({ id: 'preferences', title: 'Preferences', lead: where }, html`
    ${form(view, { action: 'preferences', hidden: { return_to: back } }, html`
      ${view.languages.length > 1 && select({ name: 'language', label: 'Language', chosen: language }, view.languages.map(
        (tag) => [tag, languageName(tag)] as const,
      ))}
      ${select({ name: 'theme', label: 'Appearance', chosen: theme }, themes)}
      <button class="btn">Save preferences</button>`)}`)
}

const themes = [['system', 'Same as the system'], ['light', 'Light'], ['dark', 'Dark']] as const

/** In itself, as who speaks it would look for it. */
function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
}

type Option = readonly [value: string, label: string]

function select({ name, label, chosen }: { name: string, label: string, chosen: string }, options: readonly Option[]): Markup {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select class="in" id="${name}" name="${name}">
      ${options.map(([value, text]) => html`<option${attributes({ value, selected: value === chosen })}>${text}</option>`)}
    </select>
  </div>`
}

/** No box is ticked for the person, and one button gives what another takes back. */
export function consent(view: Frame & ChoicesPart, { back }: Place): Markup {
  const { preferences: kept, analytics, marketing, gpc, decidedAt, version } = view.consent
  const decided = decidedAt === null
    ? 'You have not decided yet, so only what is necessary is set.'
    : html`You decided on ${date(decidedAt)}, on version ${String(version)} of this text.`
  return section({ id: 'consent', title: 'Cookies and consent', lead: decided }, html`
    ${form(view, { action: 'consent', hidden: { return_to: back } }, html`
      <ul class="boxes" role="list">
        ${box('necessary', hints.necessary, { checked: true, disabled: true })}
        ${box('preferences', hints.preferences, { name: 'preferences', checked: kept })}
        ${box('analytics', hints.analytics, { name: 'analytics', checked: analytics })}
        ${box('marketing', gpc ? hints.gpc : hints.marketing, { name: 'marketing', checked: marketing, disabled: gpc })}
      </ul>
      <div class="row">
        <button class="btn">Save choices</button>
        <button class="btn" name="choice" value="all">Accept all</button>
        <button class="btn" name="choice" value="none">Refuse all</button>
      </div>`)}`)
}

const hints = {
  necessary: 'Keeps you logged in and remembers this choice. Cannot be turned off.',
  preferences: 'Remembers language and appearance after your browser is closed.',
  analytics: 'Counts visits with a number that this site makes up for your browser. Off deletes the number.',
  marketing: 'Tells other sites that you were here.',
  gpc: 'Off, because your browser asks every site not to share or sell (Global Privacy Control).',
}

const box = (kind: string, hint: string, input: Attributes) => html`<li class="check">
  <input${attributes({ type: 'checkbox', id: `box-${kind}`, 'aria-describedby': `box-${kind}-hint`, ...input })}>
  <div>
    <label for="box-${kind}"><b>${kind.replace(/^./, (first) => first.toUpperCase())}</b></label>
    <div class="hint" id="box-${kind}-hint">${hint}</div>
  </div>
</li>`

function section({ id, title, lead }: { id: string, title: string, lead: string | Markup }, content: Markup): Markup {
  return html`<section class="sec" id="${id}-section" aria-labelledby="${id}-title">
    <header><h2 id="${id}-title">${title}</h2><p>${lead}</p></header>
    ${content}
  </section>`
}
