/** docs/cookies.md says what is so: its examples run, and its table is the one that the tests hold to. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as entry from '../../src/cookies.ts'
import { differencesInLines, differencesInMaps } from './http-state.ts'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/cookies.md'), 'utf8')
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)

/** `a // => b`, on one line or on two, becomes an assertion. */
function withAssertions(code: string): string {
  return code.replace(/^(?!\s|\/\/)(.+?)(?:\n| )\/\/ => (.+)$/gm, 'assert.deepEqual($1, $2)')
}

/** One module of all blocks, since each goes on from those before it. */
function moduleOf(code: string): string {
  return `import assert from 'node:assert/strict'\n${code}`
    .replaceAll(`'latchkey/cookies'`, JSON.stringify(pathToFileURL(join(root, 'src/cookies.ts')).href))
    .replaceAll(`'zod'`, JSON.stringify(import.meta.resolve('zod')))
}

describe('docs/cookies.md', () => {
  it('has examples that run and give what they say', () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
    try {
      const file = join(folder, 'examples.ts')
      writeFileSync(file, moduleOf(withAssertions(blocks.join('\n'))))
      execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8', stdio: 'pipe' })
    } finally {
      rmSync(folder, { recursive: true })
    }
    expect(blocks.length).toBeGreaterThan(8)
  })

  it('says something of each example', () => {
    const claims = blocks.join('\n').match(/\/\/ => /g) ?? []
    const assertions = withAssertions(blocks.join('\n')).match(/^assert\./gm) ?? []
    expect(assertions).toHaveLength(claims.length)
    expect(claims.length).toBeGreaterThan(25)
  })

  it('has the table of http-state that the tests hold to', () => {
    const rows = [...page.matchAll(/^\| ([A-Z_]+\d{4}) \| (.*) \|$/gm)].map(([, name, reason]) => [name, reason])
    expect(Object.fromEntries(rows)).toEqual({ ...differencesInMaps, ...differencesInLines })
  })

  it('names everything that latchkey/cookies exports', () => {
    expect(Object.keys(entry).filter((name) => !page.includes(name))).toEqual([])
  })
})
