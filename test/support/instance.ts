/** A real instance on a real store, with a clock that tests turn and a hasher that counts. No mocks: only the cost is less. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import type { PasswordHasher, Store } from '../../src/contracts.ts'
import { createAuth, type Auth, type AuthOptions } from '../../src/create-auth.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'

export const origin = 'http://localhost:3000'
export const secret = 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSa'
export const password = 'harbour quilt seven'
/** 2026-01-01T00:00:00Z: every test begins in the same second. */
export const start = 1_767_225_600

export interface Instance {
  readonly auth: Auth
  readonly store: Store
  readonly hasher: CountingHasher
  /** Moves the clock. */
  pass(seconds: number): void
  now(): number
  close(): Promise<void>
}

export interface CountingHasher extends PasswordHasher {
  readonly calls: { hash: number, verify: number }
}

/** Hashes at once, so that a thousand logins take no minute; the real hasher has tests of its own. */
export function countingHasher(): CountingHasher {
  const calls = { hash: 0, verify: 0 }
  const digest = (text: string) => `$fast$${createHash('sha256').update(text).digest('base64url')}`
  return {
    calls,
    hash: (text) => {
      calls.hash++
      return Promise.resolve(digest(text))
    },
    verify: (text, phc) => {
      calls.verify++
      return Promise.resolve(digest(text) === phc)
    },
  }
}

export type InstanceOptions = Partial<AuthOptions>

export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  let now = start
  const store = options.store ?? memoryStore()
  const hasher = countingHasher()
  const auth = createAuth({
    origin, secret, store, clock: () => now, passwordHasher: hasher,
    onFault: (error) => { faults.push(error) },
    ...options,
  })
  await auth.ready()
  return { auth, store, hasher, pass: (seconds) => { now += seconds }, now: () => now, close: () => auth.close() }
}

/** What instances reported as faults; a test that expects none looks here. */
export const faults: unknown[] = []

/** The stores that a whole-instance test runs on; a folder of its own for each file store. */
export const stores: readonly { readonly name: string, open(): { store: Store, remove(): void } }[] = [
  { name: 'memory', open: () => ({ store: memoryStore(), remove: () => undefined }) },
  {
    name: 'sqlite',
    open() {
      const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
      const remove = () => { rmSync(folder, { recursive: true, force: true }) }
      return { store: sqliteStore({ file: join(folder, 'test.db') }), remove }
    },
  },
]
