/** Logins a day as a picture that the server draws: accepted above the line, refused below, on one scale; and the same as a table. */
import type { SignInsView } from '../../contracts/admin-views.ts'
import type { Seconds } from '../../contracts/records.ts'
import { html, raw, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { onDay, table } from './parts.ts'

/** The picture has 600 units across and 200 down, the line at 160; it is stretched, so that all text stands beside it. */
const width = 600
const line = 160
const height = 200

export function chart(texts: Texts, days: readonly SignInsView[]): Markup {
  const top = topOf(days)
  const unit = line / top
  const slot = width / Math.max(1, days.length)
  const bars = days.map((day, n) => bar(day, { x: n * slot + slot * 0.15, width: slot * 0.7, unit }))
  const words = texts.chart
  return html`<div class="charthead">
      <h3>${words.heading}</h3>
      <div class="key">
        <span>${swatch('ok')}${words.succeeded}</span><span>${swatch('bad')}${words.below}</span><span class="dim">${words.weekends}</span>
      </div>
    </div>
    <figure>
      <div class="chart">
        <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-labelledby="chart-title">
          <title id="chart-title">${titleOf(texts, days)}</title>
          <path class="grid" d="M0 0H${width}M0 ${line / 2}H${width}"/>
          ${bars}
          <path class="base" d="M0 ${line}H${width}"/>
        </svg>
        <div class="y" aria-hidden="true"><span class="y1">${top}</span><span class="y2">${top / 2}</span><span class="y3">0</span></div>
        <div class="x" aria-hidden="true">${days.filter((_, n) => n % 7 === 0).map(({ day }) => html`<span>${shortDay(texts, day)}</span>`)}</div>
      </div>
    </figure>
    <details><summary>${words.table}</summary>
      ${table(texts, { caption: words.heading, isSmall: true, columns: [
        { label: words.day }, { label: words.succeeded, isNumber: true }, { label: words.refused, isNumber: true },
      ] }, days.toReversed().map(({ day, succeeded, refused }) => [onDay(day), String(succeeded), String(refused)]))}
    </details>`
}

/** The least even, round number that both halves of the picture have room for. */
function topOf(days: readonly SignInsView[]): number {
  const most = Math.max(2, ...days.map(({ succeeded }) => succeeded), ...days.map(({ refused }) => refused * line / (height - line)))
  const step = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 3, 4, 5, 6, 8].map((n) => n * step).find((one) => one >= most && one % 2 === 0) ?? 10 * step
}

function bar({ day, succeeded, refused }: SignInsView, at: { x: number, width: number, unit: number }): Markup {
  const [left, right] = [at.x, at.width].map(round)
  const box = (y: number, tall: number) => `M${left} ${round(y)}h${right}v${round(tall)}h-${right}z`
  const up = succeeded * at.unit
  return html`${succeeded > 0 && html`<path class="b-ok${isWeekend(day) ? ' we' : ''}" d="${box(line - up, up)}"/>`}${
    refused > 0 && html`<path class="b-bad" d="${box(line, refused * at.unit)}"/>`}`
}

const round = (n: number) => Math.round(n * 100) / 100

function isWeekend(day: Seconds): boolean {
  return [0, 6].includes(new Date(day * 1000).getUTCDay())
}

const swatch = (kind: 'ok' | 'bad') => raw(`<svg viewBox="0 0 10 10" aria-hidden="true"><path class="b-${kind}" d="M0 0h10v10H0z"/></svg>`)

/** What it shows, as a sentence. */
function titleOf(texts: Texts, days: readonly SignInsView[]): string {
  const [first, last] = [days[0]?.day ?? 0, days.at(-1)?.day ?? 0].map((day) => longDay(texts, day))
  const accepted = days.map(({ succeeded }) => succeeded)
  const worst = days.toSorted((a, b) => b.refused - a.refused)[0]
  const words = texts.chart
  const begin = words.title([first ?? '', last ?? ''], { least: Math.min(...accepted), most: Math.max(...accepted) })
  return begin + (worst === undefined || worst.refused === 0 ? words.noneRefused : words.highest(worst.refused, longDay(texts, worst.day)))
}

function longDay(texts: Texts, day: Seconds): string {
  const date = new Date(day * 1000)
  return texts.day(onDay(day), date.getUTCMonth() + 1, date.getUTCDate())
}

function shortDay(texts: Texts, day: Seconds): string {
  const date = new Date(day * 1000)
  return texts.shortDay(date.getUTCMonth() + 1, date.getUTCDate())
}
