/** The pages of docs/api: one for each entry of the package, from the doc comments. Names what an export is, and shows what was declared. */
import type { Entry, Exported } from './exports.ts'

/** File name to text. What several entries export is told once, by the first of them. */
export function pagesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const homes = new Map<string, string>()
  const pages = new Map<string, string>()
  for (const entry of entries) pages.set(fileOf(entry), pageOf(entry, homes))
  return new Map([['README.md', indexOf(entries)], ...pages])
}

function fileOf({ name }: Entry): string {
  return `${name.replaceAll('/', '-')}.md`
}

function pageOf(entry: Entry, homes: Map<string, string>): string {
  const told: string[] = []
  const elsewhere: string[] = []
  for (const one of entry.exports) {
    const home = homes.get(placeOf(one))
    if (home === undefined) {
      homes.set(placeOf(one), fileOf(entry))
      told.push(sectionOf(one))
    } else elsewhere.push(`[\`${one.name}\`](${home}#${one.name.toLowerCase()})`)
  }
  const rest = elsewhere.length === 0 ? [] : [`It also exports ${elsewhere.join(', ')}.`]
  return `${[`# ${entry.name}`, notice, entry.about, ...rest, ...told].filter((part) => part !== '').join('\n\n')}\n`
}

const notice = '<!-- Written by `npm run docs:api` from the doc comments: change those. -->'

/** Two exports of one file and one name are one. */
function placeOf({ file, name }: Exported): string {
  return `${file}#${name}`
}

function sectionOf({ name, comment, text }: Exported): string {
  const shown = text.replaceAll(/^((?: {4})+)/gm, (indent) => indent.slice(indent.length / 2)).trim()
  return `## ${name}\n\n${comment}\n\n\`\`\`ts\n${shown}\n\`\`\``
}

function indexOf(entries: readonly Entry[]): string {
  const rows = entries.map((entry) => {
    const [sentence = ''] = entry.about.replaceAll('\n', ' ').split(/(?<=[.]) (?=[A-Z])/)
    return `| [\`${entry.name}\`](${fileOf(entry)}) | ${entry.exports.length} | ${sentence} |`
  })
  return `# API\n\n${notice}\n\nEvery export of every entry, as it is declared and with what its doc comment says.\n\n| entry | exports | |\n|---|---|---|\n${rows.join('\n')}\n`
}
