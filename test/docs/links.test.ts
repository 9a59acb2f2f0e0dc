/** Links between pages lead somewhere: to a file that is there, and to a heading that it has. */
import { existsSync, statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { anchorsOf, linksOf, pages, textOf } from './pages.ts'

const links = pages.flatMap((page) => linksOf(page))

it('every link leads to a file or a folder of the repository', () => {
  expect(links.filter(({ file }) => !existsSync(file)).map(({ page, to }) => `${page}: ${to}`)).toEqual([])
  expect([pages.length > 60, links.length > 250]).toEqual([true, true])
})

it('every anchor is a heading of the page that it is on', () => {
  const anchored = links.filter(({ anchor, file }) => anchor !== '' && existsSync(file))
  expect(anchored.filter(({ file, anchor }) => !anchorsOf(textOf(file)).has(anchor)).map(({ page, to }) => `${page}: ${to}`)).toEqual([])
  expect(anchored.length).toBeGreaterThan(5)
})

it('every page of docs is found from docs/README.md, in two steps at most, or stands in a folder that it names', () => {
  const toPages = (page: string) => linksOf(page).flatMap(({ file }) => existsSync(file) && statSync(file).isDirectory() ? pages.filter((one) => one.startsWith(`${file}/`)) : file)
  const first = new Set(['docs/README.md', ...toPages('docs/README.md')])
  const reached = new Set([...first].filter((page) => page.endsWith('.md') && existsSync(page)).flatMap((page) => [page, ...toPages(page)]))
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([])
})

it.each([
  ['## Two words', 'two-words'], ['## `POST /auth/x`, and more', 'post-authx-and-more'], ['### A [link](b.md)', 'a-link'], ['## 一个 标题', '一个-标题'],
])('the anchor of "%s" is %s', (heading, anchor) => {
  expect([...anchorsOf(`# One\n\n${heading}\n\n# One\n`)]).toEqual(['one', anchor, 'one-1'])
})
