/** Facts about hints between nodes. */
import assert from 'node:assert/strict'
import type { Signal } from '../../contracts.ts'
import { aboutPart, pause, type SharedFact, until } from './fact.ts'

const fact = aboutPart('signal')

export const signalFacts: readonly SharedFact[] = [
  fact('says that there may be news once it can hear', async (one) => {
    const { heard, stop } = await ear(one)
    assert.ok(heard() >= 1)
    await stop()
  }),
  fact('is heard by all who watch on other nodes', async (one, other) => {
    const ears = [await ear(other), await ear(other)]
    const before = ears.map(({ heard }) => heard())
    one.tell()
    await until(() => ears.every(({ heard }, n) => heard() > (before[n] ?? 0)))
    assert.ok(ears.every(({ heard }, n) => heard() > (before[n] ?? 0)))
    for (const { stop } of ears) await stop()
  }),
  fact('is heard by nobody who has stopped, and stops more than once', async (one, other) => {
    const stopped = await ear(other)
    const staying = await ear(other)
    await stopped.stop()
    await stopped.stop()
    const before = stopped.heard()
    const known = staying.heard()
    one.tell()
    await until(() => staying.heard() > known)
    assert.ok(staying.heard() > known)
    assert.equal(stopped.heard(), before)
    await staying.stop()
  }),
  fact('is watched again after all have stopped', async (one, other) => {
    await (await ear(other)).stop()
    const again = await ear(other)
    const before = again.heard()
    one.tell()
    await until(() => again.heard() > before)
    assert.ok(again.heard() > before)
    await again.stop()
  }),
  fact('is told to nobody without a fault', async (one) => {
    one.tell()
    await pause(50)
  }),
]

/** One that can hear already. */
async function ear(signal: Signal): Promise<{ heard: () => number, stop: () => Promise<void> }> {
  let count = 0
  const stop = await signal.watch(() => { count++ })
  await until(() => count > 0)
  return { heard: () => count, stop }
}
