/** docs/api is what the doc comments say, and every export has one. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEntries } from '../../tools/api/exports.ts'
import { pagesOf } from '../../tools/api/pages.ts'

const root = resolve(import.meta.dirname, '../..')
const entries = readEntries(root)

describe('the exports', () => {
  it.each(entries.map((entry) => [entry.name, entry] as const))('of %s have a doc comment each, and it has one', (_, { about, exports }) => {
    expect(exports.filter(({ comment }) => comment === '').map(({ name, file }) => `${name} in ${file}`)).toEqual([])
    expect([about !== '', exports.length > 0]).toEqual([true, true])
  })

  it('are those that programs find', async () => {
    for (const { name, exports } of entries) {
      const { default: _, ...found } = await import(/* @vite-ignore */ join(root, `dist/${fileOf(name)}`)) as Record<string, unknown> // a module
      expect(exports.filter(({ kind }) => kind === 'class' || kind === 'function' || kind === 'value').map((one) => one.name)).toEqual(Object.keys(found).toSorted())
    }
  })
})

/** The module behind an entry: the same for all but the first, and the adapters. */
function fileOf(name: string): string {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, { default: string }> } // our own file
  return (exports[name.replace('latchkey', '.')]?.default ?? '').replace('./dist/', '')
}

describe('docs/api', () => {
  const pages = pagesOf(entries)

  it('is as the doc comments are now; if not, `npm run docs:api`', () => {
    expect(readdirSync(join(root, 'docs/api')).toSorted()).toEqual([...pages.keys()].toSorted())
    const stale = [...pages].filter(([name, text]) => readFileSync(join(root, 'docs/api', name), 'utf8').replaceAll('\r\n', '\n') !== text)
    expect(stale.map(([name]) => name)).toEqual([])
  })

  it('tells each export once', () => {
    const headings = [...pages].flatMap(([page, text]) => [...text.matchAll(/^## (\S+)$/gm)].map(([, name]) => `${page} ${name}`))
    expect(new Set(headings).size).toBe(headings.length)
    expect(headings.length).toBeGreaterThan(200)
  })
})
