/** The README in two languages says the same: as many headings and rows, the same code, the same links in the same order. */
import { expect, it } from 'vitest'
import { blocksOf, linksOf, textOf } from './pages.ts'

const [english, chinese] = ['README.md', 'README.zh-Hans.md'] as const
const both = <T>(read: (page: string) => T): readonly [T, T] => [read(english), read(chinese)]

it('both have the same headings, tables and lists, by their kind', () => {
  const [one, other] = both((page) => [...textOf(page).matchAll(/^(#+ |\||- |!\[|<!--)/gm)].map(([, kind]) => kind))
  expect(other).toEqual(one)
  expect(one.filter((kind) => kind === '## ').length).toBeGreaterThan(5)
})

it('both have the same blocks of code', () => {
  const [one, other] = both((page) => blocksOf(page).map(({ language, code }) => ({ language, code })))
  expect(other).toEqual(one)
})

it('both have the same links, but for those to each other', () => {
  const [one, other] = both((page) => linksOf(page).map(({ to }) => to).filter((to) => !to.startsWith('README')))
  expect(other).toEqual(one)
  expect(linksOf(english).map(({ to }) => to)).toContain(chinese)
  expect(linksOf(chinese).map(({ to }) => to)).toContain(english)
})

it('both have the same code words and numbers in each table', () => {
  const [one, other] = both((page) => [...textOf(page).matchAll(/^\|.*$/gm)].map(([row]) => row.match(/`[^`]+`|\d+(\.\d+)?/g) ?? []))
  expect(other).toEqual(one)
})

it('each is under 150 lines', () => {
  for (const lines of both((page) => textOf(page).split('\n').length)) expect(lines).toBeLessThan(150)
})
