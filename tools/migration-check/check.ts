/**
 * `npm run migration-check`: installs other libraries from npm into a temporary folder, lets each make users on SQLite, imports them, and
 * logs each in with the old password, twice: by the old hash, and by the one that replaced it. It needs the network; nothing of
 * it is in `npm test`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

const versions = {
  'better-auth': '1.7.25', 'next-auth': '4.24.15', '@auth/kysely-adapter': '1.11.2', 'kysely': '0.28.8', 'bcryptjs': '3.0.3', '@node-rs/argon2': '2.2.1', 'lucia': '3.2.2',
}
const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

interface Made {
  readonly people: readonly { readonly login: string, readonly password: string }[]
  /** Which hashes it made. */
  readonly kinds: readonly string[]
}

function run(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const [command = '', ...rest] = words
  const ran = spawnSync(command, rest, { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8', shell: process.platform === 'win32' && command === 'npm' })
  if (ran.status !== 0) throw new Error(`${words.slice(0, 3).join(' ')} failed: ${ran.stderr}${ran.stdout}`)
  return ran.stdout
}

function install(folder: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: versions }))
  // Frameworks that next-auth names as its peers are not needed for what is asked of it here.
  run(folder, ['npm', 'install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'])
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await once(probe.listen(0, '127.0.0.1'), 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('a probe that listens has a port')
  return address.port
}

async function check(folder: string, library: keyof typeof versions): Promise<string> {
  copyFileSync(new URL(`${library}.mjs`, import.meta.url), join(folder, `${library}.mjs`))
  const made = JSON.parse(run(folder, [process.execPath, `${library}.mjs`, `${library}.db`])) as Made // what the script beside this one prints
  const home = join(folder, `of-${library}`)
  mkdirSync(home)
  const port = await freePort()
  const imported = JSON.parse(run(home, [process.execPath, program, 'import', library, join('..', `${library}.db`), '--json'])) as { imported: number, without_password: number } // docs/command-line.md
  const loggedIn = await logInAll(home, port, made)
  const database = new DatabaseSync(join(home, '.latchkey', 'latchkey.db'), { readOnly: true })
  const rows = database.prepare('SELECT "password" FROM "user" WHERE "password" IS NOT NULL').all()
  database.close()
  const upgraded = rows.filter(({ password }) => String(password).startsWith('$argon2id$v=19$m=19456,t=2')).length
  if (loggedIn !== made.people.length || upgraded !== made.people.length) throw new Error(`${library}: ${loggedIn} of ${made.people.length} logged in, ${upgraded} were upgraded`)
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', library, 'package.json'), 'utf8')) as { version: string } // npm wrote it
  return `| ${library} ${version} | ${made.kinds.join(', ')} | ${imported.imported} (${imported.without_password} without a password) | ${loggedIn} | ${upgraded} |`
}

async function logInAll(home: string, port: number, { people }: Made): Promise<number> {
  const server = spawn(process.execPath, [program, 'serve'], { cwd: home, env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let said = ''
    while (!said.includes('is ready at')) said += String((await once(server.stdout, 'data'))[0])
    let count = 0
    for (const { login, password } of people) {
      const statuses = [await logIn(port, login, `${password}x`), await logIn(port, login, password), await logIn(port, login, password)]
      if (statuses.join() === '401,200,200') count++
    }
    return count
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
}

async function logIn(port: number, username: string, password: string): Promise<number> {
  const response = await fetch(`http://localhost:${port}/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password, carrier: 'token' }),
  })
  return response.status
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-migration-'))
try {
  install(folder)
  console.log('| from | hashes | imported | logged in with the old password | hashed anew |\n|---|---|---|---|---|')
  for (const library of ['better-auth', 'next-auth', 'lucia'] as const) console.log(await check(folder, library))
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
