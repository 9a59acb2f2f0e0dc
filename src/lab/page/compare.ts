/** The three lanes side by side, in numbers that were measured here. */
import { html, type Markup } from '../../pages/markup.ts'
import { type Lane, type LaneMeasures, lanes, type Measures } from '../facts.ts'
import { duration, type Filled, form, timeOf } from './view.ts'

export const compare = (view: Filled): Markup => {
  const { text, notebook } = view
  const measures = notebook?.measures ?? null
  const about = measures === null ? text.compareEmpty : text.compareMethod({ ...measures, time: timeOf(measures.at) })
  return html`
    <section class="sec" id="compare" aria-labelledby="h-compare">
      <header><h2 id="h-compare">${text.parts.compare}</h2><p>${about}</p>
        <div class="row">${form(view, 'measures', html`<button class="btn" data-key="measure">${measures === null ? text.measure : text.measureAgain}</button>`)}</div></header>
      ${measures !== null && table(view, measures)}
    </section>`
}

interface Row {
  readonly of: keyof Filled['text']['rows']
  readonly value: (measures: LaneMeasures) => number
  readonly told: (value: number) => string
  readonly below?: (measures: LaneMeasures, text: Filled['text']) => string
}

const count = (value: number) => String(value)

const rows: readonly Row[] = [
  { of: 'carried', value: ({ carriedBytes }) => carriedBytes, told: count },
  { of: 'first', value: ({ firstCheck }) => firstCheck, told: duration },
  { of: 'next', value: ({ nextCheck }) => nextCheck, told: duration },
  { of: 'reads', value: ({ reads }) => reads, told: count },
  { of: 'memory', value: ({ rowBytes }) => rowBytes, told: (bytes) => `${bytes} B`, below: ({ rows: kept }, text) => text.rowsKept(kept) },
  { of: 'here', value: ({ heldHere }) => heldHere, told: duration },
  { of: 'elsewhere', value: ({ heldElsewhere }) => heldElsewhere, told: duration },
]

const table = (view: Filled, measures: Measures): Markup => {
  const { text } = view
  return html`
    <table class="data cmp" role="table"><caption class="sr">${text.parts.compare}</caption>
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${text.measured}</th>${lanes.map((lane) => html`<th scope="col" role="columnheader">${text.lanes[lane].name}</th>`)}</tr></thead>
      <tbody role="rowgroup">${rows.map((row) => measuredRow(view, measures, row))}${answers(view, measures)}</tbody>
    </table>`
}

const rowHead = ({ text }: Filled, of: Row['of']): Markup =>
  html`<th scope="row" role="rowheader">${text.rows[of].name}${text.rows[of].sub !== undefined && html`<span class="sub">${text.rows[of].sub}</span>`}</th>`

/** Bars share one scale in a row. */
const measuredRow = (view: Filled, { lanes: measured }: Measures, row: Row): Markup => {
  const { text } = view
  const most = Math.max(...lanes.map((lane) => row.value(measured[lane])), Number.MIN_VALUE)
  return html`<tr role="row">${rowHead(view, row.of)}${lanes.map((lane) => {
    const value = row.value(measured[lane])
    return html`<td role="cell" data-l="${text.lanes[lane].name}"><span><span class="big">${row.told(value)}</span>${bar(value / most)}${row.below !== undefined && html`<span class="sub">${row.below(measured[lane], text)}</span>`}</span></td>`
  })}</tr>`
}

const bar = (share: number): Markup =>
  html`<svg class="mini" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><path class="b-t" d="M0 0h100v4H0z"/><path class="b-ok" d="M0 0h${(share * 100).toFixed(1)}v4H0z"/></svg>`

const answers = (view: Filled, { lanes: measured }: Measures): Markup => {
  const { text: { answers: words } } = view
  const [readableNo, readableYes] = words.readable
  return html`
    ${answered(view, 'readable', (lane) => measured[lane].isReadable ? readableYes : readableNo[lane])}
    ${answered(view, 'scripts', (lane) => words.scripts[measured[lane].isInReachOfScripts ? 1 : 0])}
    ${answered(view, 'unasked', (lane) => words.unasked[measured[lane].isSentUnasked ? 1 : 0])}`
}

const answered = (view: Filled, of: Row['of'], told: (lane: Lane) => string): Markup =>
  html`<tr role="row">${rowHead(view, of)}${lanes.map((lane) => html`<td role="cell" data-l="${view.text.lanes[lane].name}"><span>${told(lane)}</span></td>`)}</tr>`
