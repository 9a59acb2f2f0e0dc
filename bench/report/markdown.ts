/** The report for readers: as a page, and as lines for the terminal. */
import type { Measured, Report } from '../bench.ts'
import type { Group, Row } from '../measure/compare.ts'
import type { Judged } from '../targets.ts'

export function markdown(report: Report): string {
  const { machine, isQuick } = report
  return [
    '# What it costs', '',
    `\`npm run bench\` measured this, and anybody can again. ${isQuick ? 'This was the quick form, whose figures are rough. ' : ''}All that do the same work take`,
    'turns; each figure is the median over the rounds, and *× ours* the median of the ratios within a round. Costs are processor time, of',
    'all threads of a process, where nothing else is said. They say something of this',
    'machine, ratios of the programs: above 1 the other one costs more.', '',
    `- ${machine.date}, Node ${machine.node}, OpenSSL ${machine.openssl}, ${machine.system}`,
    `- ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; nothing was kept off the machine while it ran`,
    `- ${Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`).join(', ')}`, '',
    '## Targets', '', ...targetTable(report.targets), '',
    ...report.blocks.flatMap(section),
  ].join('\n')
}

/** The same, without the frame. */
export function asText({ machine, blocks, targets }: Report): string {
  const groups = blocks.flatMap((block) => block.groups).flatMap((group) => [`\n${group.name}`, ...group.rows.map((row) => `  ${line(group, row)}`)])
  const judged = targets.map(({ id, says, figure, outcome }) => `  ${outcome.padEnd(14)} ${id.padEnd(5)} ${says}: ${figure}`)
  return [`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`, ...groups, '\ntargets', ...judged, ''].join('\n')
}

function line({ unit }: Group, { name, by, cost, times }: Row): string {
  return `${name.padEnd(44)} ${written(cost).padStart(9)} ${unit}  ${by === 'latchkey' && times === 1 ? '' : `${written(times)} × ours`}`
}

function targetTable(targets: readonly Judged[]): string[] {
  return [
    '| | asked | measured | |', '|---|---|---|---|',
    ...targets.map(({ id, says, figure, outcome }) => `| ${id} | ${says} | ${figure} | ${outcome} |`),
  ]
}

function section({ title, note, name, groups }: Measured): string[] {
  return [`## ${title}`, '', ...note === undefined ? [] : [note, ''], `![${title}](bench/${name}.svg)`, '', ...groups.flatMap(table)]
}

function table({ name, unit, rows }: Group): string[] {
  return [
    `| ${name} | ${unit} | × ours |`, '|---|---:|---:|',
    ...rows.map((row) => `| ${row.by === 'latchkey' ? `**${row.name}**` : row.name}${row.by === 'limit' ? ' (limit)' : ''} | ${written(row.cost)} | ${written(row.times)} |`),
    '',
  ]
}

/** Three digits, which is more than is known. */
export function written(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
