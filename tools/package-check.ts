/** `npm run package-check`: publint and Are The Types Wrong on the tarball that would be published. They come from the network. */
import { dirname } from 'node:path'
import { emptyFolder, pack, project, remove, run, say } from './packed/shell.ts'

const tarball = pack()
const folder = emptyFolder('check')
try {
  project(folder, ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'])
  say(run(['npx', 'publint', 'run', tarball, '--strict'], { cwd: folder }))
  // ESM alone: `require` of it works on every Node that the package takes.
  run(['npx', 'attw', tarball, '--profile', 'esm-only'], { cwd: folder })
  say('Are The Types Wrong finds nothing (profile esm-only).')
} finally {
  remove(folder)
  remove(dirname(tarball))
}
