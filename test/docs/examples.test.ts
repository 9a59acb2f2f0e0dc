/** examples/: small enough to be read alone, and of the versions that this repository tests. What they do: test/e2e/examples.test.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../house/source.ts'

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest // our own file
const ours = manifestOf('.')
const tested = { ...ours.dependencies, ...ours.devDependencies }
/** `notes` is the one module that they share. */
const names = readdirSync('examples', { withFileTypes: true }).filter((one) => one.isDirectory() && one.name !== 'notes').map(({ name }) => name)

describe.each(names)('examples/%s', (name) => {
  const folder = join('examples', name)
  const { scripts, dependencies = {} } = manifestOf(folder)

  it('has a hundred lines of code at most', () => {
    const files = [...readFiles(folder)].filter(([path]) => !/node_modules|\.next|next-env/.test(path))
    expect(files.map(([, text]) => text.split('\n').length).reduce((sum, lines) => sum + lines, 0)).toBeLessThanOrEqual(105)
  })

  it('starts with one command, which its page of ten lines or so says', () => {
    const page = readFileSync(join(folder, 'README.md'), 'utf8')
    expect([scripts['start'] !== undefined, page.includes('npm start'), page.split('\n').length <= 16]).toEqual([true, true, true])
  })

  it('names every version exactly, and where this repository has one, that one', () => {
    const others = Object.entries(dependencies).filter(([dependency]) => dependency !== 'latchkey')
    expect(dependencies['latchkey'] ?? 'file:../..').toBe('file:../..')
    expect(others.filter(([dependency, version]) => !/^\d+\.\d+\.\d+$/.test(version) || (tested[dependency] ?? version) !== version)).toEqual([])
  })
})
