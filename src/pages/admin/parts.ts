/** What the pages of the administration are made of: the frame, tables that become pairs on phones, times, small forms. */
import type { AdminNotice } from '../../contracts/admin-views.ts'
import type { Frame, ProblemView } from '../../contracts/pages.ts'
import type { Seconds } from '../../contracts/records.ts'
import type { Branded } from '../brand.ts'
import { alert, field, notice as told, pathTo } from '../forms.ts'
import { inside } from '../layout.ts'
import { attributes, html, type Markup } from '../markup.ts'
import { en, type Texts } from './en.ts'
import { zhHans } from './zh-hans.ts'

export function textsFor({ language }: Pick<Frame, 'language'>): Texts {
  return language === 'zh-Hans' ? zhHans : en
}

export type Section = keyof Texts['nav']
export interface AdminFrame extends Frame, Branded {
  readonly notice: AdminNotice | null
  readonly problem: ProblemView | null
}

interface Content {
  readonly section: Section
  readonly title: string
  readonly lead?: Markup | string
  readonly body: Markup
}

const places: Readonly<Record<Section, string>> = {
  overview: 'admin', users: 'admin/users', sessions: 'admin/sessions', keys: 'admin/keys', events: 'admin/events', visits: 'admin/visits',
}

export function adminFrame(view: AdminFrame, { section, title, lead, body }: Content): Promise<string> {
  const texts = textsFor(view)
  const sections = Object.entries(texts.nav).map(([name, label]) => html`
    <a href="${view.base}/${places[name as Section]}"${attributes({ 'aria-current': name === section ? 'page' : null })}>${label}</a>`) // what `nav` names
  return inside(view, { title, place: 'admin', content: html`<div class="page admin">
    <header><h1>${title}</h1>${lead && html`<p>${lead}</p>`}${message(view, texts)}</header>
    <nav class="side" aria-label="${texts.sections}">${sections}</nav>
    <div class="body">${body}</div>
  </div>` })
}

/** At the top, where the page opens. */
function message({ notice, problem, language }: AdminFrame, texts: Texts): Markup | null {
  if (problem === null) return notice && told(texts.notices[notice], language)
  const [reason] = problem.reasons
  return alert(texts.refusals[reason ?? problem.code] ?? texts.refusals[problem.code] ?? texts.refused, language)
}

interface Part {
  readonly id: string
  readonly title: string
  readonly lead?: string | Markup | null
  /** At the right of the heading, where there is room. */
  readonly aside?: Markup | null
}

export const part = ({ id, title, lead, aside }: Part, content: Markup): Markup => html`
  <section class="sec" id="${id}" aria-labelledby="${id}-title">
    <header><h2 id="${id}-title">${title}</h2>${lead && html`<p>${lead}</p>`}${aside && html`<div class="row">${aside}</div>`}</header>
    ${content}
  </section>`

export interface Column {
  /** Empty: the column of actions. */
  readonly label: string
  readonly isNumber?: boolean
}

type Cell = Markup | string | null | false

interface Table {
  readonly caption: string
  readonly columns: readonly Column[]
  /** So few and short that a phone has room for them. */
  readonly isSmall?: boolean
}

/** The first cell of a row is its header. Roles keep it a table where the style sheet makes blocks of it. */
export function table(texts: Texts, { caption, columns, isSmall = false }: Table, rows: readonly (readonly Cell[])[]): Markup {
  const head = columns.map(({ label, isNumber }) => html`<th scope="col" role="columnheader"${attributes({ class: isNumber === true ? 'r' : null })}>${
    label === '' ? html`<span class="sr">${texts.actions}</span>` : label}</th>`)
  const body = rows.map(([first, ...cells]) => html`<tr role="row"><th scope="row" role="rowheader">${first}</th>${
    cells.map((cell, n) => data(columns[n + 1], cell))}</tr>`)
  return html`<table class="data${isSmall ? '' : ' cards'}" role="table">
    <caption class="sr">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${head}</tr></thead>
    <tbody role="rowgroup">${body}</tbody>
  </table>`
}

function data(column: Column | undefined, cell: Cell): Markup {
  const { label = '', isNumber = false } = column ?? {}
  if (label === '') return html`<td role="cell" class="act">${cell}</td>`
  return html`<td role="cell" data-l="${label}"${attributes({ class: isNumber ? 'r' : null })}><span>${cell}</span></td>`
}

/** `2026-04-28 07:41`, or to the second: the same in every language, and of one width. All are UTC, as the page says. */
export function at(seconds: Seconds, precision: 'minute' | 'second' = 'minute'): Markup {
  const iso = new Date(seconds * 1000).toISOString().replace('.000', '')
  return html`<time datetime="${iso}">${iso.slice(0, precision === 'minute' ? 16 : 19).replace('T', ' ')}</time>`
}

export function onDay(seconds: Seconds): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

interface Entry {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly type?: string
  readonly hint?: string
  readonly optional?: boolean
  readonly autocomplete?: string
}

/** A field of a form. */
export const entry = ({ language }: Frame, { name, label, value, type = 'text', autocomplete = 'off', ...more }: Entry): Markup =>
  field({ name, label, language, ...more, input: { type, value, autocomplete, spellcheck: 'false', autocapitalize: 'none' } })

/** A field of a search, none of which has to be filled in. */
export const sought = ({ name, label, value = '', type = 'search', hint }: Entry): Markup => html`<div class="field">
  <label for="${name}">${label}</label>
  <input class="in"${attributes({ id: name, name, type, value, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none', 'aria-describedby': hint === undefined ? null : `${name}-hint` })}>
  ${hint !== undefined && html`<div class="hint" id="${name}-hint">${hint}</div>`}
</div>`

interface Paged {
  readonly path: string
  /** Of the list; what is empty is left away. */
  readonly query: Readonly<Record<string, string>>
  readonly next: string | null
  readonly isFirst: boolean
}

/** Where a list goes on: its own address with a cursor. */
export function pager(view: Frame, texts: Texts, { path, query, next, isFirst }: Paged): Markup | null {
  if (next === null && isFirst) return null
  const filled = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
  const address = (cursor: string | null) => pathTo(view, path, { ...filled, cursor })
  return html`<p class="row pager">
    ${!isFirst && html`<a class="btn" href="${address(null)}">${texts.first}</a>`}
    ${next !== null && html`<a class="btn" href="${address(next)}">${texts.next}</a>`}
  </p>`
}
