/** The oldest Node that the package takes, and the runtimes that are no Node, for what needs none of it. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { arch, platform } from 'node:os'
import type { Step, Told } from './step.ts'
import { atPort, blockOf } from './frameworks.ts'
import { emptyFolder, freePort, project, remove, run, start } from './shell.ts'
import { tryAt } from './try.ts'

const nodeVersions = ['22.13.0', '24.21.0'] as const

/** The web adapter on a store in memory, and the reader of tokens: nothing that only Node has but its cryptography. */
const web = (port: number) => `
import { createAuth } from 'latchkey'
import { withUser } from 'latchkey/web'
import { memoryStore } from 'latchkey/stores/memory'
const auth = createAuth({ origin: 'http://localhost:${port}', secret: 'x'.repeat(22) + 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1', store: memoryStore() })
const guarded = withUser(auth, (request, { principal }) => Response.json({ for: principal.subject }))
const fetch = (request) => auth.owns(new URL(request.url).pathname) ? auth.handler(request) : guarded(request)
if (typeof Deno !== 'undefined') Deno.serve({ port: ${port} }, fetch)
else if (typeof Bun !== 'undefined') Bun.serve({ port: ${port}, fetch })
`

export const otherRuntimes: readonly Step[] = [
  ...nodeVersions.map((version): Step => ({ name: `nodes: Node ${version}, Express`, run: (tarball) => onNode(tarball, version) })),
  { name: 'Bun (web, memory)', run: (tarball) => onRuntime(tarball, { packages: ['bun@1.4.5'], words: ['npx', 'bun', 'app.mjs'] }) },
  { name: 'Deno (web, memory)', run: (tarball) => onRuntime(tarball, { packages: ['deno@2.9.6'], words: ['npx', 'deno', 'run', '-A', 'app.mjs'] }) },
]

async function onNode(tarball: string, version: string): Promise<Told> {
  const folder = emptyFolder('node')
  try {
    const binary = `node-${platform()}-${arch()}@${version}`
    project(folder, [tarball, 'express@5.3.0', binary])
    const node = join(folder, 'node_modules', `node-${platform()}-${arch()}`, 'bin/node')
    if (!existsSync(node)) throw new Error(`${binary} has no bin/node, but ${readdirSync(join(folder, 'node_modules')).join(' ')}`)
    const port = await freePort()
    writeFileSync(join(folder, 'app.mjs'), atPort(blockOf('express'), port))
    const secret = run([node, 'node_modules/latchkey/dist/server/main.js', 'secret', 'generate'], { cwd: folder }).trim()
    const server = await start([node, 'app.mjs'], { cwd: folder, port, env: { SECRET: secret } })
    const began = performance.now()
    const found = await tryAt(server, '/orders')
    return { lines: null, install: null, answered: (performance.now() - began) / 1000, found }
  } finally {
    remove(folder)
  }
}

async function onRuntime(tarball: string, { packages, words }: { packages: readonly string[], words: readonly string[] }): Promise<Told> {
  const folder = emptyFolder('runtime')
  try {
    project(folder, [tarball, ...packages], { trustedDependencies: ['bun', 'deno'] })
    const port = await freePort()
    writeFileSync(join(folder, 'app.mjs'), web(port))
    const server = await start(words, { cwd: folder, port })
    const began = performance.now()
    const found = await tryAt(server, '/orders')
    return { lines: null, install: null, answered: (performance.now() - began) / 1000, found }
  } finally {
    remove(folder)
  }
}
