/** Logins a day, first as numbers of today. */
import type { AdminView } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { html, type Markup } from '../markup.ts'
import { chart } from './chart.ts'
import { adminFrame, part, textsFor } from './parts.ts'

export function overview(view: AdminView<'overview'> & Branded): Promise<string> {
  const texts = textsFor(view)
  const { signIns } = view
  const words = texts.chart
  const today = signIns.at(-1)
  const sum = (of: 'succeeded' | 'refused') => signIns.reduce((all, day) => all + day[of], 0)
  return adminFrame(view, {
    section: 'overview', title: texts.sections, lead: view.host,
    body: part({ id: 'logins', title: texts.nav.overview, lead: words.lead }, html`
      <dl class="figs">
        ${figure(words.today, today?.succeeded ?? 0)}${figure(words.todayRefused, today?.refused ?? 0)}
        ${figure(words.period, sum('succeeded'))}${figure(words.periodRefused, sum('refused'))}
      </dl>
      ${chart(texts, signIns)}`),
  })
}

const figure = (label: string, value: number): Markup => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
