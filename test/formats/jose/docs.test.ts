/** docs/jose.md says what is so: its examples run, and it names everything that is exported and refused. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as entry from '../../../src/jose.ts'

const root = resolve(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/jose.md'), 'utf8')
const code = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block).join('\n')

/** `a // => b` becomes an assertion. */
const asserted = code.replace(/^(?!\s|\/\/)(.+?) \/\/ => (.+)$/gm, 'assert.deepEqual($1, $2)')

describe('docs/jose.md', () => {
  it('has examples that run and give what they say', () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
    try {
      const file = join(folder, 'examples.ts')
      const source = JSON.stringify(pathToFileURL(join(root, 'src/jose.ts')).href)
      writeFileSync(file, `import assert from 'node:assert/strict'\n${asserted.replaceAll(`'latchkey/jose'`, source)}`)
      execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8', stdio: 'pipe' })
    } finally {
      rmSync(folder, { recursive: true })
    }
    const [claims, assertions] = [code.match(/\/\/ => /g) ?? [], asserted.match(/^assert\./gm) ?? []]
    expect(assertions).toHaveLength(claims.length)
    expect(claims.length).toBeGreaterThan(10)
  })

  it('names everything that latchkey/jose exports', () => {
    expect(Object.keys(entry).filter((name) => !page.includes(name))).toEqual([])
  })
})
