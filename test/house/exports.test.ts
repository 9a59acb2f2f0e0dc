import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Entry { readonly types: string, readonly default: string }
interface Manifest {
  readonly exports: Readonly<Record<string, Entry | string>>
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest // our own file
const entries = Object.entries(manifest.exports).filter((entry): entry is [string, Entry] => typeof entry[1] !== 'string')
const sourceOf = (built: string) => built.replace(/^(\.\/)?dist\//, 'src/').replace(/\.js$/, '.ts')

describe('the package', () => {
  it.each(entries)('has a source file for what %s exports', (_, entry) => {
    expect(existsSync(sourceOf(entry.default))).toBe(true)
    expect(entry.types).toBe(entry.default.replace(/\.js$/, '.d.ts'))
  })

  it('has a program for its command', () => {
    const source = sourceOf(manifest.bin['latchkey'] ?? '')
    expect(readFileSync(source, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true)
  })

  it('ships only what is there', () => {
    expect(manifest.files.filter((file) => file !== 'dist' && !existsSync(file))).toEqual([])
  })

  it('names every version exactly', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })
})
