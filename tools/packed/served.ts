/** `npx latchkey serve`, from the tarball. */
import { join } from 'node:path'
import type { Step } from './step.ts'
import { emptyFolder, freePort, project, remove, start } from './shell.ts'
import { tryAt } from './try.ts'

export const serveFromTarball: Step = {
  name: 'serve: `npx latchkey serve`',
  async run(tarball) {
    const folder = emptyFolder('serve')
    try {
      const began = performance.now()
      project(folder, [tarball])
      const installed = performance.now()
      const port = await freePort()
      const env = { PORT: String(port), LATCHKEY_ORIGIN: `http://localhost:${port}`, LATCHKEY_DATA_DIR: join(folder, 'data') }
      const server = await start(['npx', 'latchkey', 'serve'], { cwd: folder, env, port })
      const found = await tryAt(server, '/auth/me')
      return { lines: 0, install: (installed - began) / 1000, answered: (performance.now() - installed) / 1000, found: `${found} (\`/auth/me\`)` }
    } finally {
      remove(folder)
    }
  },
}
