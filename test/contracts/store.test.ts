import { describe, it } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { storeFacts } from '../../src/testing.ts'
import { newFile } from '../stores/files.ts'

describe.each([
  ['memory', () => memoryStore()],
  ['sqlite', () => sqliteStore({ file: newFile() })],
])('the %s store', (_, make) => {
  const facts = storeFacts(async () => {
    const store = make()
    await store.open()
    return store
  })
  // oxlint-disable-next-line vitest/expect-expect -- a fact asserts by itself, so that any test runner can run it
  it.each(facts)('$name', ({ run }) => run())
})
