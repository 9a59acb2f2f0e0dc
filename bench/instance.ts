/** An instance that logs in without the cost of a password, and requests that show what it issued. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { origin } from './fixtures.ts'
import { type Auth, type AuthOptions, createAuth, type RequestView, sqliteStore } from './latchkey.ts'

export const password = 'harbour quilt seven'

export interface Instance {
  readonly auth: Auth
  /** The credential of a new session of the one user there is. */
  logIn(carrier: 'cookie' | 'jwt' | 'token'): Promise<string>
}

export async function instance(store: AuthOptions['store'], options: Partial<AuthOptions> = {}): Promise<Instance> {
  const auth = createAuth({
    origin, secret: randomBytes(32).toString('base64url'), store, passwordHasher: quick, pages: null,
    // As long as they may live: a full run shows the same ones for ten minutes.
    limits: { sessionsPerUser: 1000, accessLife: 900 }, ...options,
  })
  await auth.ready()
  await auth.users.add({ username: 'ada', email: null, password, roles: [] })
  return {
    auth,
    async logIn(carrier) {
      const login = await auth.login({ username: 'ada', password, carrier })
      if (!login.ok) throw new Error(`the login was refused: ${login.code}`)
      return login.issued.credential
    },
  }
}

/** Not a hash: what it leaves out is measured by itself. */
export const quick = {
  hash: (text: string) => Promise.resolve(`$quick$${text}`),
  verify: (text: string, phc: string | null) => Promise.resolve(phc === `$quick$${text}`),
}

export function viewWith(headers: Readonly<Record<string, string>>): RequestView {
  return { method: 'GET', path: '/', header: (name) => headers[name] }
}

/** A store on SQLite in a folder of its own, which goes with the process. */
export function sqliteInFolder(): { store: AuthOptions['store'], folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  return { store: sqliteStore({ file: join(folder, 'latchkey.db') }), folder }
}
