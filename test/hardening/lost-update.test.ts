/** 200 increments at once of one counter in session data are 200 (F-07), in one process and in several on one file. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it, type TestContext } from 'vitest'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { newFile } from '../stores/files.ts'
import { logIn, signUp } from '../support/client.ts'
import { startInstance, stores, type Instance } from '../support/instance.ts'
import { conclude } from '../support/runs.ts'
import { counterOf, increment } from './counter.ts'

const times = 200
const started: Instance[] = []
afterEach(async () => {
  for (const instance of started.splice(0)) await instance.close()
})

async function startOnFile(file: string): Promise<Instance> {
  const instance = await startInstance({ store: sqliteStore({ file }) })
  started.push(instance)
  return instance
}

/** Files the row, and fails where an increment was lost. */
function expectAll(context: TestContext, began: number, counted: number): void {
  const findings = counted === times ? [] : [`${times} increments are ${counted}`]
  conclude(context, { runs: times, findings, started: began })
}

for (const { name, open } of stores) {
  it(`F-07: no increment is lost on the ${name} store`, async (context) => {
    const { store, remove } = open()
    const instance = await startInstance({ store })
    context.onTestFinished(async () => {
      await instance.close()
      remove()
    })
    await signUp(instance.auth)
    const { shown } = await logIn(instance.auth, 'cookie')
    const began = performance.now()
    await Promise.all(Array.from({ length: times }, () => increment(instance, shown)))
    expectAll(context, began, await counterOf(instance, shown))
  })
}

it('F-07: no increment is lost between two instances on one SQLite file', async (context) => {
  const file = newFile()
  const [one, two] = [await startOnFile(file), await startOnFile(file)]
  await signUp(one.auth)
  const { shown } = await logIn(one.auth, 'cookie')
  const began = performance.now()
  await Promise.all(Array.from({ length: times }, (_, n) => increment(n % 2 === 0 ? one : two, shown)))
  expect(await counterOf(one, shown)).toBe(await counterOf(two, shown))
  expectAll(context, began, await counterOf(two, shown))
})

it('F-07: no increment is lost between two processes on one SQLite file', async (context) => {
  const file = newFile()
  const instance = await startOnFile(file)
  await signUp(instance.auth)
  const { shown } = await logIn(instance.auth, 'cookie')
  const began = performance.now()
  const program = fileURLToPath(new URL('counter-child.ts', import.meta.url))
  const children = [0, 1].map(() => (
    spawn(process.execPath, [program, file, shown['cookie'] ?? '', String(times / 2)], { stdio: ['ignore', 'inherit', 'inherit'] })
  ))
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as unknown)) // its exit code
  expect(codes).toEqual([0, 0])
  expectAll(context, began, await counterOf(instance, shown))
})
