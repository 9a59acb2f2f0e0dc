/** `latchkey/client` goes to every visitor: what it loads is its own, and its size is held. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, describe, expect, it } from 'vitest'
import { loadedWith } from './graph.ts'

/** 5 KB, and not KiB. */
const mostBytes = 5000
const folder = mkdtempSync(join(tmpdir(), 'latchkey-client-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

describe('latchkey/client', () => {
  it('loads its own files, and no package', () => {
    const { files, packages } = loadedWith('src/client.ts')
    expect([...packages]).toEqual([])
    expect([...files].filter((name) => name !== 'src/client.ts' && !name.startsWith('src/client/'))).toEqual([])
  })

  it(`is under ${mostBytes} bytes, bundled, minified and gzipped`, async () => {
    const code = await bundled('src/client.ts')
    expect(code).toContain('createClient')
    const size = gzipSync(code, { level: 9 }).length
    expect(size).toBeGreaterThan(1000)
    expect(size).toBeLessThan(mostBytes)
  })

  it('has types that a page of its own reads, with those of the browser and none of Node', () => {
    const page = join(folder, 'page.ts')
    const entry = resolve('src/client.ts')
    writeFileSync(page, [
      `import { createClient, ClientError, type Login } from ${JSON.stringify(entry)}`,
      'const client = createClient({ carrier: \'jwt\' })',
      'const show = (login: Login | null) => { document.title = login?.user.username ?? \'\' }',
      'export const stop = client.onChange(show)',
      'export const orders: Promise<Response> = client.fetch(\'/orders\')',
      'export const ticket: Promise<string> = client.exchange({ carrier: \'ticket\', path: \'/a\' }).then((made) => made.ticket)',
      'export const code = (error: unknown) => error instanceof ClientError ? error.code : null',
    ].join('\n'))
    const options = ['--noEmit', '--ignoreConfig', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2024,dom', '--types', '', '--allowImportingTsExtensions']
    expect(compiled([...options, page])).toBe('')
  })
})

/** By the bundler that vite brings; nothing is written. */
async function bundled(entry: string): Promise<string> {
  const made = await build({
    configFile: false, logLevel: 'silent', publicDir: false,
    // Not as a library: those keep their white space.
    build: { rolldownOptions: { input: resolve(entry), preserveEntrySignatures: 'strict' }, minify: true, target: 'es2022', modulePreload: false, write: false },
  })
  const [output] = Array.isArray(made) ? made : [made]
  if (output === undefined || !('output' in output)) throw new Error('a build that watches nothing has an output')
  return output.output.map((part) => 'code' in part ? part.code : '').join('')
}

function compiled(words: readonly string[]): string {
  try {
    return execFileSync(resolve('node_modules/.bin/tsc'), words, { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout // a compiler that finds faults ends with a code of its own
  }
}
