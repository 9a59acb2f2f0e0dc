/**
 * `npm run bench`: what Latchkey costs beside the limit of the machine and beside its peers. `-- --quick` takes less than a minute;
 * `-- --only jws` one block; `-- --write` puts the report into docs/reports. Installs the peers at the first run, from the lockfile.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from 'node:process'
import { parseArgs } from 'node:util'

const here = import.meta.dirname
const installed = join(here, 'node_modules', '.latchkey-lock')

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, write: { type: 'boolean', default: false } },
})
install()
const { bench } = await import('./bench.ts')
await bench({ isQuick: values.quick, only: values.only?.split(',') ?? null, isWritten: values.write })

/** Again only where the lockfile is another than the one that was installed. */
function install(): void {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  process.stderr.write('installing the peers, once …\n')
  // No script of a package runs: nothing here needs one.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit', shell: platform === 'win32' })
  if (status !== 0) throw new Error('the peers could not be installed: npm ci in bench/ says why')
  writeFileSync(installed, lock)
}
