/** More than one process on one key ring, and what each of them knows of it. */
import type { KeyUse } from '../../../src/contracts.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { startSystem, type System } from '../system.ts'

/** From a rotation to the first credential under the new key, in seconds. */
export const untilItIssues = 210
export const older = 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSa'
export const newer = 'Qw7xV2nB9kM4pR1sT6yU3iO8aD5fG0hJ'

export async function later(system: System, seconds: number): Promise<void> {
  system.pass(seconds)
  await system.core.ring.fresh()
}

export const kidOf = ({ core }: System, use: KeyUse = 'jwt') => core.keys().current(use).kid
export const statesOf = async ({ store }: System, use: KeyUse) => (
  (await store.listKeys()).filter((row) => row.use === use && row.state !== 'retired').map(({ state }) => state).toSorted()
)

/** Two processes on one store, and what each knows is its own. */
export async function startTwo(secrets: readonly (string | readonly string[])[] = [older, older]): Promise<readonly [System, System]> {
  const store = memoryStore()
  const [first = older, second = older] = secrets
  const other = await startSystem({ store, secret: second })
  return [await startSystem({ store, secret: first }), other]
}
