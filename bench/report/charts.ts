/** Bars, drawn by hand: one chart for each block, in colours that stand on a light page and on a dark one. */
import type { Measured, Report } from '../bench.ts'
import type { By, Group, Row } from '../measure/compare.ts'
import { written } from './markdown.ts'

const colours: Readonly<Record<By, string>> = { latchkey: '#2f6f4f', limit: '#8a8f98', peer: '#b3722f', before: '#b9bec6' }
const width = 760
const left = 250
const bar = 16
const step = 22
const heading = 30

export function charts({ blocks }: Report): { name: string, svg: string }[] {
  return blocks.map((block) => ({ name: block.name, svg: chart(block) }))
}

function chart({ title, groups }: Measured): string {
  let y = 8
  const parts = groups.map((group) => {
    const drawn = drawGroup(group, y)
    y += heading + group.rows.length * step + 10
    return drawn
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#444}.h{font-weight:600}@media(prefers-color-scheme:dark){text{fill:#ccc}}</style>',
    ...parts, '</svg>', '',
  ].join('\n')
}

/** Where one costs a hundred times what another does, a straight scale would show only that one. */
function drawGroup({ name, unit, rows }: Group, top: number): string {
  const costs = rows.map(({ cost }) => cost).filter((cost) => cost > 0)
  const [least, most] = [Math.min(...costs), Math.max(...costs)]
  const isWide = most / least > 30
  const lengthOf = (cost: number) => isWide ? Math.log10(1 + 9 * cost / least) / Math.log10(1 + 9 * most / least) : cost / most
  const drawn = rows.map((row, at) => drawRow(row, { y: top + heading + at * step, share: lengthOf(row.cost), unit }))
  return [`<text class="h" x="0" y="${top + 18}">${escaped(name)}${isWide ? ' (logarithmic)' : ''}</text>`, ...drawn].join('\n')
}

function drawRow({ name, by, cost }: Row, { y, share, unit }: { y: number, share: number, unit: string }): string {
  const length = Math.max(2, Math.round(share * (width - left - 110)))
  return [
    `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${left}" y="${y}" width="${length}" height="${bar}" fill="${colours[by]}"/>`,
    `<text x="${left + length + 6}" y="${y + 12}">${written(cost)} ${escaped(unit)}</text>`,
  ].join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
