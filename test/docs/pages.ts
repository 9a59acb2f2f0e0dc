/** The pages that people read, and what stands on them: blocks of code, headings, links. */
import { globSync, readFileSync } from 'node:fs'
import { posix, sep } from 'node:path'

export interface Block {
  readonly page: string
  readonly language: string
  readonly code: string
  /** Of the page, where it opens. */
  readonly line: number
}

export interface Link {
  readonly page: string
  /** As it is written. */
  readonly to: string
  /** From the root of the repository; the page itself for an anchor alone. */
  readonly file: string
  readonly anchor: string
}

/** From the root of the repository, with slashes on every system. */
export const pages: readonly string[] = [...globSync('*.md'), ...globSync('docs/**/*.md'), ...globSync('examples/**/*.md')]
  .map((page) => page.replaceAll(sep, '/')).filter((page) => !page.includes('node_modules')).toSorted()

export function textOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll('\r\n', '\n')
}

export function blocksOf(page: string, text = textOf(page)): readonly Block[] {
  return [...text.matchAll(/^```(\S*)\n(.*?)^```$/gms)].map(({ 1: language = '', 2: code = '', index }) => (
    { page, language, code, line: text.slice(0, index).split('\n').length }
  ))
}

/** As GitHub makes them: lower case, blanks to hyphens, other signs gone; the second of a name gets a number. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  return new Set([...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = plain.replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').trim().replaceAll(/\s/g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  }))
}

/** To files of the repository; links to other sites are not followed. */
export function linksOf(page: string, text = textOf(page)): readonly Link[] {
  const found = proseOf(text).replaceAll(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)
  return [...found].map(([, to = '']) => to).filter((to) => !/^[a-z]+:/.test(to)).map((to) => {
    const [path = '', anchor = ''] = to.split('#')
    return { page, to, anchor, file: path === '' ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(path))) }
  })
}

function proseOf(text: string): string {
  return text.replaceAll(/^```\S*\n.*?^```$/gms, '')
}
