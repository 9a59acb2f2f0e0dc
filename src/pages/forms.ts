/** Forms and the messages around them. Knows HTML and the words, knows nothing of the page it stands on. */
import type { FormAction, Frame, PageLanguage } from '../contracts/pages.ts'
import { check, down, warning } from './icons.ts'
import { attributes, html, type Attributes, type Markup } from './markup.ts'
import { frameTexts } from './texts/frame.ts'

interface Target {
  readonly action: FormAction
  /** Where it posts under the base path, if that is not the action's own name. */
  readonly path?: string
  /** Members that go along unseen; null stays at home. */
  readonly hidden?: Readonly<Record<string, string | null>>
}

/** Every form posts under the base path and proves by `csrf` that it came from a page of ours. */
export function form(view: Frame, target: Target, content: Markup): Markup {
  const hidden = Object.entries({ csrf: view.csrf(target.action), ...target.hidden })
  return html`<form method="post" action="${view.base}/${target.path ?? target.action}">
    ${hidden.map(([name, value]) => value !== null && html`<input type="hidden" name="${name}" value="${value}">`)}
    ${content}
  </form>`
}

/** A page's address under the base path; parameters that are null are left away. */
export function pathTo(view: Frame, page: string, parameters: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value)
  return `${view.base}/${page}${query.size > 0 ? `?${query.toString()}` : ''}`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly input: Attributes
  readonly optional?: boolean
  /** In which an optional field says so. */
  readonly language?: PageLanguage
  readonly hint?: string | Markup
  /** Why it came back, each a sentence. */
  readonly errors?: readonly string[]
  /** The id of a message elsewhere that refuses this field with others. */
  readonly refusedBy?: string | null
}

export function field({ name, label, input, hint, optional = false, language = 'en', errors = [], refusedBy = null }: Field): Markup {
  const described = [refusedBy, errors.length > 0 && `${name}-error`, hint !== undefined && `${name}-hint`]
  const all = attributes({
    id: name,
    name,
    ...input,
    required: !optional,
    'aria-invalid': errors.length > 0 || refusedBy !== null ? 'true' : null,
    'aria-describedby': described.filter(Boolean).join(' ') || null,
  })
  return html`<div class="field">
    <label for="${name}">${label}${optional && html`${frameTexts[language].space}<span class="opt">${frameTexts[language].optional}</span>`}</label>
    <input class="in"${all}>
    ${errors.length > 0 && html`<ul class="errors" id="${name}-error">${errors.map(error)}</ul>`}
    ${hint !== undefined && html`<div class="hint" id="${name}-hint">${hint}</div>`}
  </div>`
}

const error = (sentence: string) => html`<li>${warning}<span>${sentence}</span></li>`

interface Option { readonly value: string, readonly label: string, readonly lang?: string }

export function select({ name, label, chosen }: { name: string, label: string, chosen: string }, options: readonly Option[]): Markup {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <div class="select">
      <select class="in" id="${name}" name="${name}">
        ${options.map(({ value, label: text, lang }) => html`<option${attributes({ value, lang, selected: value === chosen })}>${text}</option>`)}
      </select>
      ${down}
    </div>
  </div>`
}

export const usernameInput = (value: string): Attributes => ({
  type: 'text', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', value,
})

export const currentPassword: Attributes = { type: 'password', autocomplete: 'current-password' }

// No `maxlength`: a browser cuts what is pasted without a word, and counts other units than the rule does.
export const newPassword = ({ passwordLeast }: Frame): Attributes => (
  { type: 'password', autocomplete: 'new-password', minlength: String(passwordLeast) }
)

/** The id of the message that tells why a form came back. */
export const problemId = 'problem'

export interface Message {
  /** A sentence without its full stop. */
  readonly what: string
  readonly then: string | Markup
}

/** Stands before the form, so that it is the first thing read. */
export const alert = ({ what, then }: Message, language: PageLanguage = 'en'): Markup => html`
  <div class="note bad" id="${problemId}" role="alert">
    ${warning}
    <p><b>${what}${frameTexts[language].stop}</b></p>
    <p>${then}</p>
  </div>`

export const notice = ({ what, then }: Message, language: PageLanguage = 'en'): Markup => html`
  <div class="note ok" role="status">
    ${check}
    <p><b>${what}${frameTexts[language].stop}</b>${frameTexts[language].space}${then}</p>
  </div>`
