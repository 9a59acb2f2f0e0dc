/** Two or three processes on one file, and a clock for all of them. */
import { onTestFinished } from 'vitest'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { seeded, type Random } from '../core/unsteady.ts'
import { newFile } from '../stores/files.ts'
import { start, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'

export const secretOf = (n: number) => `Qw7xV2nB9kM4pR1sT6yU3iO8aD5fG0h${n}`
/** Short, so that keys are retired while the test runs. */
const limits = { unrenewedLife: 900 }

/** Two or three processes on one file, with one clock: what each of them knows is its own. */
export interface Deployment {
  readonly random: Random
  readonly nodes: Instance[]
  readonly faults: unknown[]
  now: number
  start(secrets: readonly string[]): Promise<Instance>
}

export async function deploy({ nodes: count, ...options }: { nodes: number } & InstanceOptions): Promise<Deployment> {
  const file = newFile()
  const deployment: Deployment = {
    random: seeded(count), nodes: [], faults: [], now: start,
    start: (secret) => startInstance({
      ...options, limits, secret, store: sqliteStore({ file }), clock: () => deployment.now, onFault: (error) => { deployment.faults.push(error) },
    }),
  }
  for (let n = 0; n < count; n++) deployment.nodes.push(await deployment.start([secretOf(0)]))
  onTestFinished(async () => {
    for (const node of deployment.nodes) await node.close()
  })
  return deployment
}

export function anyOf({ nodes, random }: Deployment): Instance {
  const node = nodes[Math.floor(random() * nodes.length)]
  if (node === undefined) throw new RangeError('no process runs')
  return node
}
