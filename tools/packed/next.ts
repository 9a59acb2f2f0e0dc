/** Next.js, installed, built and started with the blocks of its page. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Step } from './step.ts'
import { atPort, blockOf, linesOf } from './frameworks.ts'
import { emptyFolder, freePort, project, remove, run, start } from './shell.ts'
import { tryAt } from './try.ts'

const packages = ['next@16.4.6', 'react@19.2.0', 'react-dom@19.2.0'] as const

/** A place in the application to each block; the rest is what `create-next-app` makes. */
const files: readonly (readonly [path: string, block: number])[] = [
  ['lib/auth.js', 0], ['app/auth/[[...path]]/route.js', 1], ['app/.well-known/[file]/route.js', 1], ['app/orders/route.js', 2], ['next.config.mjs', 3],
]

const rest: Readonly<Record<string, string>> = {
  'jsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
  'app/layout.js': 'export default function Layout({ children }) { return <html><body>{children}</body></html> }',
  'app/page.js': 'export default function Page() { return <p>home</p> }',
}

export const nextFromTarball: Step = {
  name: 'Next.js (build and start)',
  async run(tarball) {
    const folder = emptyFolder('next')
    try {
      const began = performance.now()
      project(folder, [tarball, ...packages])
      const installed = performance.now()
      const port = await freePort()
      const blocks = files.map(([path, at]) => [path, atPort(blockOf('next', at), port)] as const)
      for (const [path, text] of [...blocks, ...Object.entries(rest)]) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
      const env = { SECRET: run(['npx', 'latchkey', 'secret', 'generate'], { cwd: folder }).trim(), NEXT_TELEMETRY_DISABLED: '1' }
      run(['npx', 'next', 'build'], { cwd: folder, env })
      const server = await start(['npx', 'next', 'start', '-p', String(port)], { cwd: folder, env, port })
      const found = await tryAt(server, '/orders')
      const lines = [0, 1, 2, 3].reduce((sum, at) => sum + linesOf(blockOf('next', at)), 0)
      return { lines, install: (installed - began) / 1000, answered: (performance.now() - installed) / 1000, found }
    } finally {
      remove(folder)
    }
  },
}
