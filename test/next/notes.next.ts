/** examples/next, as its README says: installed from the registry with the packed package, built and started. `npm run examples:next`. */
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launch, root } from '../support/installed.ts'
import { expectNotes } from '../support/notes.ts'
import { freePort, newFolder } from '../support/server.ts'
import { fetchFrom } from '../support/wire.ts'

it('examples/next keeps the notes of each user, and shares one by a link that opens once', { timeout: 300_000 }, async () => {
  const folder = newFolder()
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true, filter: (path) => !/node_modules|\.next$|data$/.test(path) })
  const cwd = join(folder, 'examples/next')
  const npm = (words: string, from = cwd) => execFileSync('npm', words.split(' '), { cwd: from, encoding: 'utf8', shell: process.platform === 'win32' })
  const packed = npm(`pack --silent --ignore-scripts --pack-destination ${folder}`, root).trim()
  const manifest = join(cwd, 'package.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('file:../..', `file:../../${packed}`))
  npm('install --no-audit --no-fund --silent')

  const env = { NEXT_TELEMETRY_DISABLED: '1', PORT: String(await freePort()) }
  const next = 'node_modules/next/dist/bin/next'
  const built = launch(next, { cwd, env, words: ['build'] })
  expect([await built.ended, built.said()]).toEqual([0, expect.stringContaining('/shared/[id]')])
  const program = launch(next, { cwd, env, words: ['start', '-H', '127.0.0.1'] })
  await program.hear('Ready in')
  const origin = `http://localhost:${env.PORT}`
  await expectNotes(origin, fetchFrom(origin))
  await program.kill()
})
