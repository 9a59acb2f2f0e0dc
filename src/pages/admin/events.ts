/** The audit log. */
import type { EventView, NamedView } from '../../contracts/admin-views.ts'
import type { AdminView, Frame } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { select } from '../forms.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, at, pager, part, sought, table, textsFor } from './parts.ts'

type View = AdminView<'events'> & Branded

export function events(view: View): Promise<string> {
  const texts = textsFor(view)
  const words = texts.events
  const { type, subject, actor, from, until } = view.fields
  const query = { type, subject_name: subject, actor_name: actor, from, until }
  return adminFrame(view, {
    section: 'events', title: texts.nav.events,
    body: part({ id: 'log', title: words.heading, lead: words.lead }, html`
      ${filter(view, texts)}
      ${view.events.length === 0 ? html`<p class="dim">${words.empty}</p>` : list(view, texts)}
      ${pager(view, texts, { path: 'admin/events', query, next: view.nextCursor, isFirst: view.isFirst })}`),
  })
}

function filter(view: View, { events: words }: Texts): Markup {
  const { type, subject, actor, from, until } = view.fields
  const options = [{ value: '', label: words.anyType }, ...view.types.map((one) => ({ value: one, label: words.types[one] ?? one }))]
  return html`<form class="search wide" role="search" method="get" action="${view.base}/admin/events">
    ${select({ name: 'type', label: words.type, chosen: type }, options)}
    ${sought({ name: 'subject_name', label: words.subjectName, value: subject })}
    ${sought({ name: 'actor_name', label: words.actorName, value: actor })}
    ${sought({ name: 'from', label: words.fromDay, value: from, type: 'date' })}
    ${sought({ name: 'until', label: words.untilDay, value: until, type: 'date' })}
    <button class="btn">${words.filter}</button>
  </form>`
}

function list(view: View, texts: Texts): Markup {
  const words = texts.events
  const columns = [words.event, words.about, words.by, words.from, words.when].map((label) => ({ label }))
  return table(texts, { caption: texts.nav.events, columns }, view.events.map((event) => [
    what(texts, event), who(view, texts, event.subject) ?? texts.system, who(view, texts, event.actor) ?? byNobody(texts, event),
    event.address ?? texts.none, at(event.at, 'second'),
  ]))
}

function what({ events: words }: Texts, { type, outcome, detail }: EventView): Markup {
  const told = detail.map(([name, value]) => `${name}: ${value}`).join(', ')
  return html`${words.types[type] ?? type} <span class="sub"><code>${type}</code>${outcome === 'failure' && html`, ${words.failure}`}</span>
    ${told !== '' && html`<span class="sub">${told}</span>`}`
}

/** A failure is a stranger's; else it was done where nobody is logged in. */
function byNobody(texts: Texts, { outcome }: EventView): string {
  return outcome === 'failure' ? texts.anybody : texts.operator
}

function who(view: Frame, { events: words }: Texts, named: NamedView | null): Markup | null {
  if (named === null) return null
  return named.name === null
    ? html`<span class="dim">${words.gone}</span> <span class="sub"><code>${named.id}</code></span>`
    : html`<a href="${view.base}/admin/users/${encodeURIComponent(named.id)}"><bdi>${named.name}</bdi></a>`
}
