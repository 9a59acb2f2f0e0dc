/** `latchkey/verify` is small: what it loads is counted, and nothing of a server or a store is in it. */
import { describe, expect, it } from 'vitest'
import { loadedWith } from './graph.ts'

describe('latchkey/verify', () => {
  const loaded = loadedWith('src/verify.ts')

  it('loads no package, and of Node only its cryptography, bytes and compression', () => {
    expect([...loaded.packages].toSorted()).toEqual(['node:buffer', 'node:crypto', 'node:zlib'])
  })

  it('loads no store, no account, no route, no page, and of core only what judges statements', () => {
    const names = [...loaded.files].toSorted()
    expect(names.filter((name) => /^src\/(stores|accounts|http|pages|server|adapters|create-auth)/.test(name))).toEqual([])
    expect(names.filter((name) => name.startsWith('src/core/'))).toEqual([
      'src/core/credentials.ts', 'src/core/judging/proof-cache.ts', 'src/core/judging/statement-rules.ts', 'src/core/limits.ts',
      'src/core/parts/after.ts', 'src/core/parts/within.ts', 'src/core/request-view.ts', 'src/core/revocation/revocation-entries.ts', 'src/core/revocation/status-bits.ts',
    ])
    expect(names.length).toBeLessThanOrEqual(41)
  })

  it('sees a package that is loaded behind other files', () => {
    expect(loadedWith('src/create-auth.ts').packages.has('hono')).toBe(true)
  })
})
