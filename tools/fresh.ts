/**
 * `npm run fresh [express fastify hono serve next nodes bun deno]`: from an empty folder, as somebody would begin: the tarball is installed, the first block of
 * a framework's page pasted, and a sign-up, a login by each carrier and a guarded route tried on a real server. All steps but those of
 * other runtimes by default. It needs the network; what was measured is written to docs/reports/fresh.md when all steps were played.
 */
import { argv, versions } from 'node:process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { frameworks } from './packed/frameworks.ts'
import { serveFromTarball } from './packed/served.ts'
import { nextFromTarball } from './packed/next.ts'
import { otherRuntimes } from './packed/runtimes.ts'
import type { Step, Told } from './packed/step.ts'
import { pack, remove, root, say } from './packed/shell.ts'

const steps: readonly Step[] = [...frameworks, serveFromTarball, nextFromTarball, ...otherRuntimes]
const asked = argv.slice(2)
const tarball = pack()
const rows: string[] = []
let failures = 0
for (const step of steps.filter(({ name }) => asked.length === 0 || asked.some((one) => name.toLowerCase().startsWith(one)))) {
  const told = await step.run(tarball).catch((error: unknown): Told => {
    failures++
    return { lines: null, install: null, answered: null, found: `failed: ${error instanceof Error ? error.message : String(error)}` }
  })
  const seconds = (one: number | null) => one === null ? '–' : `${one.toFixed(1)} s`
  const row = `| ${step.name} | ${told.lines ?? '–'} | ${seconds(told.install)} | ${seconds(told.answered)} | ${told.found} |`
  say(row)
  rows.push(row)
}
remove(dirname(tarball))
if (failures > 0) process.exitCode = 1
else if (asked.length === 0) writeFileSync(join(root, 'docs/reports/fresh.md'), report(rows))

function report(all: readonly string[]): string {
  return [
    '# From an empty folder', '',
    `\`npm run fresh\`, written by [tools/fresh.ts](../../tools/fresh.ts); run on Node ${versions.node}. Each row: an empty folder, \`npm install\` of the packed tarball and of`,
    'the framework, the first block of its page in [docs/frameworks](../frameworks) pasted as it is, `npx latchkey secret generate`, start. Then over HTTP: a',
    'sign-up, a login by cookie, JWT and token, the guarded route with each (200) and without (401), a logout (401 afterwards).', '',
    '| | lines | install | from start to the last check | |', '|---|---|---|---|---|', ...all, '',
    'Lines: those of the pasted block that are not empty, imports included. Install: with a warm npm cache.', '',
  ].join('\n')
}
