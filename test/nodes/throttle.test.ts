/** Failures are counted in the record: so many nodes allow no more attempts than one. */
import { expect, it } from 'vitest'
import { newFile } from '../stores/files.ts'
import { withPostgres } from '../stores/postgres-server.ts'
import { signUpAt, startNodes, type RunningNode } from './nodes.ts'

/** Fifty guesses at once, each at the next node; answers how many were judged, and how many turned away unheard. */
async function guess(nodes: readonly RunningNode[], username: string): Promise<readonly [number, number]> {
  const [first] = nodes
  if (first === undefined) throw new TypeError('a guess needs a node')
  await signUpAt(first.ask, username)
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => (
    (nodes[n % nodes.length] ?? first).ask('POST /auth/login', { json: { username, password: `not the password ${n}` } })
  )))
  const told = (status: number) => answers.filter((answer) => answer.status === status).length
  expect(told(401) + told(429)).toBe(50)
  return [told(401), told(429)]
}

it.for([1, 2])('SQLite: %i processes hear five guesses of fifty that come at once', { timeout: 30_000 }, async (count) => {
  expect(await guess(await startNodes(count, { url: newFile() }), 'mira')).toEqual([5, 45])
})

withPostgres('on PostgreSQL', (server) => {
  it.for([1, 3])('%i nodes hear five guesses of fifty that come at once', { timeout: 30_000 }, async (count, { task }) => {
    const heard = await guess(await startNodes(count, { url: server().url }), `mira-${count}`)
    task.meta.nodes = [{ table: 'Fifty guesses at once', row: { nodes: count, judged: heard[0], 'turned away': heard[1] } }]
    expect(heard).toEqual([5, 45])
  })
})
