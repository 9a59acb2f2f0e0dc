/** What is published: only what somebody needs who installs it, and no more than it says. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadedWith } from './graph.ts'
import { importsOf } from './imports.ts'
import { walkFile } from './source.ts'

interface Packed { readonly size: number, readonly unpackedSize: number, readonly files: readonly { readonly path: string }[] }
interface Manifest { readonly dependencies: object, readonly peerDependencies: object, readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>, readonly sideEffects: boolean }

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest // our own file
let packed: Packed
beforeAll(() => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [only] = JSON.parse(said) as [Packed] // what npm answers
  packed = only
}, 60_000)

describe('the tarball', () => {
  it('has the build, the vectors, six texts, and nothing else', () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path))
    expect(others.toSorted()).toEqual([
      'ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'README.zh-Hans.md', 'SECURITY.md', 'dist/openapi.json', 'package.json', 'vectors/token-v1.json',
    ])
  })

  it('has a declaration for every module', () => {
    const paths = new Set(packed.files.map(({ path }) => path))
    const modules = [...paths].filter((path) => path.endsWith('.js'))
    expect(modules.length).toBeGreaterThan(300)
    expect(modules.filter((path) => !paths.has(path.replace(/\.js$/, '.d.ts')))).toEqual([])
  })

  it('is under 800 KB, and under 3 MB unpacked', () => {
    expect(packed.size).toBeLessThan(800_000)
    expect(packed.unpackedSize).toBeLessThan(3_000_000)
  })
})

const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((path) => /\.(js|d\.ts)$/.test(path)).map((path) => join('dist', path))

describe('dist', () => {
  it('imports dependencies, optional peers and Node, and nothing that is there for development alone', () => {
    const allowed = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)])
    const odd = files.flatMap((path) => importsOf(path.replace(/\.js$/, '.ts'), readFileSync(path, 'utf8')).flatMap(({ from = '' }) => {
      if (from === '' || from.startsWith('.') || from.startsWith('node:')) return []
      const name = from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/')
      // The compiler names Node's own without their prefix.
      return allowed.has(name) || builtinModules.includes(name) ? [] : [`${path} imports ${from}`]
    }))
    expect(odd).toEqual([])
  })

  it('has only peers that are optional', () => {
    expect(Object.keys(manifest.peerDependencies).filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)).toEqual([])
  })
})

describe('import \'latchkey\'', () => {
  const loaded = loadedWith('src/index.ts', { dynamic: false })

  it('loads of packages the escaping of HTML alone: what is heavy is loaded when it is first needed', () => {
    expect([...loaded.packages].filter((name) => !name.startsWith('node:'))).toEqual(['hono/html'])
  })

  it.each(['express', 'fastify', 'ioredis', 'pg', 'hono', 'zod', '@node-rs/argon2', 'pino'])('reaches %s by no import that is not dynamic', (name) => {
    expect(loaded.packages.has(name)).toBe(false)
  })
})

describe('sideEffects: false', () => {
  it('is true: no module but the command and the threads does anything when it is loaded', () => {
    expect(manifest.sideEffects).toBe(false)
    const programs = new Set(['dist/server/bin.js', 'dist/server/main.js', 'dist/stores/sqlite/worker.js', 'dist/crypto/argon2-thread.js'])
    // They complete what they export themselves: whoever does not import it misses nothing.
    const ownOnly = ['dist/adapters/fastify.js: ExpressionStatement', 'dist/core/revocation/status-bits.js: ForOfStatement']
    const acting = files.filter((path) => path.endsWith('.js') && !programs.has(path)).flatMap(actsOf)
    expect(acting).toEqual(ownOnly)
  })

  it('would not be true of the command', () => {
    expect(actsOf('dist/server/main.js')).not.toEqual([])
  })
})

/** What stands at the outermost level and is neither an import, an export nor a declaration. */
function actsOf(path: string): readonly string[] {
  const outermost = [...walkFile(path, readFileSync(path, 'utf8'))].filter(({ parent }) => parent?.type === 'Program')
  return outermost.filter(({ node }) => !/Import|Export|Declaration/.test(node.type)).map(({ node }) => `${path}: ${node.type}`)
}
