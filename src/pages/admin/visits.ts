/** Visits of those who agreed to be counted. */
import type { VisitCount } from '../../contracts/records.ts'
import type { AdminView } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, onDay, part, table, textsFor } from './parts.ts'

export function visits(view: AdminView<'visits'> & Branded): Promise<string> {
  const texts = textsFor(view)
  const words = texts.visits
  const columns = [
    { label: words.day }, { label: words.campaign }, { label: words.visits, isNumber: true },
    { label: words.visitors, isNumber: true }, { label: words.new, isNumber: true },
  ]
  const rows = view.visits.map((count) => [
    onDay(count.day), campaign(texts, count), String(count.visits), String(count.visitors), String(count.newVisitors),
  ])
  return adminFrame(view, {
    section: 'visits', title: texts.nav.visits,
    body: part({ id: 'counted', title: words.days(view.days), lead: words.lead }, html`
      ${rows.length === 0 ? html`<p class="dim">${words.empty}</p>` : table(texts, { caption: texts.nav.visits, columns }, rows)}
      ${view.truncated && html`<p class="dim">${texts.more}</p>`}`),
  })
}

function campaign({ visits: words }: Texts, { source, medium, campaign: name }: VisitCount): Markup {
  const named = [source, medium, name].filter((one) => one !== null)
  return named.length === 0 ? html`<span class="dim">${words.direct}</span>` : html`${named.join(' / ')}`
}
