/** better-auth, as its documentation sets it up: SQLite, or its secondary storage in memory. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth as createBetterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'

export interface BetterAuth {
  /** The session of a request that shows its cookie. */
  find(headers?: Headers): Promise<unknown>
  readonly cookie: string
  handler(request: Request): Promise<Response>
  signIn(): Promise<unknown>
}

const person = { email: 'ada@example.com', password: 'harbour quilt seven', name: 'Ada' }

export async function betterAuth(kind: 'memory' | 'sqlite' | 'cookie', folder?: string): Promise<BetterAuth> {
  const secondary = new Map<string, string>()
  const auth = createBetterAuth({
    database: new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'better-auth.db')),
    secret: 'a secret for a benchmark, and for nothing else', baseURL: 'http://127.0.0.1:3000', logger: { disabled: true },
    telemetry: { enabled: false }, rateLimit: { enabled: false },
    // Not a hash, as with ours: what it leaves out is measured by itself.
    emailAndPassword: { enabled: true, password: { hash: (text) => Promise.resolve(text), verify: ({ hash, password }) => Promise.resolve(hash === password) } },
    ...kind === 'cookie' && { session: { cookieCache: { enabled: true, maxAge: 3600 } } },
    ...kind === 'memory' && {
      secondaryStorage: {
        get: (key: string) => Promise.resolve(secondary.get(key) ?? null),
        set: (key: string, value: string) => { secondary.set(key, value) },
        delete: (key: string) => { secondary.delete(key) },
        getAndDelete(key: string) {
          const value = secondary.get(key) ?? null
          secondary.delete(key)
          return Promise.resolve(value)
        },
        increment(key: string) {
          const count = Number(secondary.get(key) ?? 0) + 1
          secondary.set(key, String(count))
          return Promise.resolve(count)
        },
      },
    },
  })
  await (await getMigrations(auth.options)).runMigrations()
  await auth.api.signUpEmail({ body: person })
  const signIn = () => auth.api.signInEmail({ body: person, asResponse: true })
  const answer = await signIn()
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
  const own = new Headers({ cookie })
  const find = async (headers = own) => {
    const found = await auth.api.getSession({ headers })
    if (found === null) throw new Error('better-auth found no session')
    return found
  }
  await find()
  return { find, cookie, handler: auth.handler, signIn }
}
