/** The first block of a framework's page, pasted as it is. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step, Told } from './step.ts'
import { emptyFolder, freePort, project, remove, root, run, start } from './shell.ts'
import { tryAt } from './try.ts'

/** As the page says, at the versions that the tests of this repository run on. */
const packages: Readonly<Record<string, readonly string[]>> = {
  Express: ['express@5.3.0'], Fastify: ['fastify@5.12.8'], Hono: ['hono@4.13.19', '@hono/node-server@2.1.9'],
}

export const frameworks: readonly Step[] = Object.entries(packages).map(([name, all]) => ({ name, run: (tarball) => paste(name, [tarball, ...all]) }))

export function blockOf(page: string, at = 0): string {
  const text = readFileSync(join(root, `docs/frameworks/${page.toLowerCase()}.md`), 'utf8')
  const block = [...text.matchAll(/^```tsx?\n(.*?)^```$/gms)][at]?.[1]
  if (block === undefined) throw new Error(`docs/frameworks/${page}.md has no such block`)
  return block
}

export function linesOf(block: string): number {
  return block.split('\n').filter((line) => line.trim() !== '').length
}

/** The port alone is another, since something may listen at 3000. */
export function atPort(block: string, port: number): string {
  return block.replaceAll('3000', String(port))
}

async function paste(name: string, all: readonly string[]): Promise<Told> {
  const folder = emptyFolder('fresh')
  try {
    const began = performance.now()
    project(folder, all)
    const installed = performance.now()
    const port = await freePort()
    const block = blockOf(name)
    writeFileSync(join(folder, 'app.mjs'), atPort(block, port))
    writeFileSync(join(folder, '.env'), `SECRET=${run(['npx', 'latchkey', 'secret', 'generate'], { cwd: folder })}`)
    const server = await start([process.execPath, '--env-file=.env', 'app.mjs'], { cwd: folder, port })
    const found = await tryAt(server, '/orders')
    return { lines: linesOf(block), install: (installed - began) / 1000, answered: (performance.now() - installed) / 1000, found }
  } finally {
    remove(folder)
  }
}
