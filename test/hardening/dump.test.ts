/**
 * A copy of the store opens nothing (invariant 1, B-02): every value of every column, as it stands and in each spelling
 * that could make a credential of it, is shown in every place where one is taken.
 */
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { newFile } from '../stores/files.ts'
import { createClient, loginOf, logIn, ownPage, signUp } from '../support/client.ts'
import { origin, password, startInstance, type Instance } from '../support/instance.ts'
import { conclude, patience } from '../support/runs.ts'
import { carriers, shownBy } from '../support/wire.ts'

const usernames = ['mira', 'noor', 'gone']
const opened: Instance[] = []
afterEach(async () => {
  for (const instance of opened.splice(0)) await instance.close()
})

/** Somebody of every kind: logins of every carrier that live, are renewed, remembered and over, a visitor, a setup code. */
async function use(store: Store): Promise<Instance> {
  const instance = await startInstance({ store })
  opened.push(instance)
  const { auth } = instance
  await auth.createSetup()
  for (const username of usernames) await signUp(auth, username)
  for (const carrier of carriers) {
    const login = await logIn(auth, carrier, { remember: carrier === 'cookie', refresh: carrier === 'jwt' ? 'cookie' : 'body' })
    await logIn(auth, carrier, { username: 'gone' })
    if (login.refreshToken !== '') await auth.refresh(login.refreshToken)
    await (await auth.session(act(login.shown))).update(() => ({ basket: ['a'] }))
    const over = await logIn(auth, carrier)
    await auth.logout(act(over.shown))
  }
  const acting = await logIn(auth, 'token', { username: 'noor' })
  await createClient(auth).send('POST', '/auth/reauthenticate', { json: { password }, headers: { ...acting.shown } })
  await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password: 'not the password' } })
  await (await auth.session(act({}))).update(() => ({ basket: ['b'] }))
  await auth.users.disable((await auth.users.findByName('gone'))?.id ?? '')
  return instance
}

function act(shown: Readonly<Record<string, string>>): Request {
  return new Request(origin, { method: 'POST', headers: { ...ownPage, ...shown } })
}

/** Everything in it that is a text or a number, however deep. */
function valuesIn(thing: unknown): readonly string[] {
  if (thing instanceof Uint8Array) return [Buffer.from(thing).toString('base64url')]
  if (Array.isArray(thing)) return thing.flatMap(valuesIn)
  if (typeof thing === 'object' && thing !== null) return Object.values(thing).flatMap(valuesIn)
  return typeof thing === 'string' || typeof thing === 'number' ? [String(thing)] : []
}

/** Whole, by its parts (PHC strings, JSON, dotted values), as other bytes, and behind each prefix of a credential. */
function spellings(value: string): readonly string[] {
  const parts = [value, ...value.split(/[^\w-]+/)]
  const bytes = /^[\w-]{43}$/.test(value) ? [Buffer.from(value, 'base64url').toString('hex'), Buffer.from(value).toString('base64url')] : []
  return [...parts, ...bytes].filter((one) => one !== '' && one.length < 4000)
    .flatMap((one) => ['', 'lk_se_', 'lk_rt_', 'lk_at_', 'lk_su_'].map((prefix) => prefix + one))
}

/** What a login's own credentials are given by the same probe: else it would accept nothing, ever. */
type Places = Readonly<Record<string, (value: string) => Promise<boolean>>>

function placesOf({ auth }: Instance): Places {
  const shows = (headers: Readonly<Record<string, string>>) => async () => {
    const outcomes = await Promise.all((['stateless', 'revocable', 'authoritative'] as const).map(async (freshness) => (
      auth.authenticate(new Request(origin, { headers }), { freshness })
    )))
    return outcomes.some((one) => one.status === 'authenticated' || 'visitor' in one)
  }
  const isHeader = (value: string) => /^[\x21-\x7e]+$/.test(value)
  const place = (headers: (value: string) => Record<string, string>) => async (value: string) => isHeader(value) && shows(headers(value))()
  return {
    'session cookie': place((value) => shownBy('cookie', value)),
    'Authorization': place((value) => shownBy('jwt', value)),
    'X-Auth-Token': place((value) => ({ 'x-auth-token': value })),
    'refresh token in the body': async (value) => (
      (await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: value } })).status < 300
    ),
    'refresh cookie': async (value) => isHeader(value) && !value.includes(';') && (await createClient(auth).send('POST', '/auth/refresh', {
      json: {}, headers: { ...ownPage, cookie: `__Host-latchkey-refresh=${value}` },
    })).status < 300,
  }
}

/** Guesses are counted, so each begins from nothing. */
async function isPassword({ auth }: Instance, username: string, value: string): Promise<boolean> {
  await auth.users.unlock(username)
  return (await auth.login({ username, password: value })).ok
}

async function isSetupCode({ auth, store }: Instance, value: string, n: number): Promise<boolean> {
  await createClient(auth).send('POST', '/auth/signup', {
    json: { username: `guess-${n}`, password, setup: value }, address: `10.${n >> 8}.${n % 256}.1`,
  })
  return store.hasRole('admin')
}

interface Dumped {
  readonly name: string
  readonly open: () => { readonly store: Store, dump(): readonly string[] }
}

const dumps: readonly Dumped[] = [
  {
    name: 'memory',
    open() {
      const written: unknown[] = []
      const store = memoryStore()
      const commit: Store['commit'] = (writes) => {
        written.push(writes)
        return store.commit(writes)
      }
      return { store: { ...store, commit }, dump: () => valuesIn(written) }
    },
  },
  {
    name: 'sqlite',
    open() {
      const file = newFile()
      return { store: sqliteStore({ file }), dump: () => dumpOf(file) }
    },
  },
]

function dumpOf(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare('SELECT "name" FROM "sqlite_master" WHERE "type" = \'table\'').all()
    const rows = tables.map(({ name }) => database.prepare(`SELECT * FROM "${String(name)}"`).all())
    expect(rows.filter((found) => found.length > 0).length).toBeGreaterThanOrEqual(7)
    return valuesIn(rows)
  } finally {
    database.close()
  }
}

for (const { name, open } of dumps) {
  it(`B-02: a dump of the ${name} store opens nothing, in any place and spelling`, async (context) => {
    const started = performance.now()
    const { store, dump } = open()
    const instance = await use(store)
    const values = [...new Set(dump())]
    const findings: string[] = []
    let runs = 0
    const tried = async (where: string, accepts: Promise<boolean>) => {
      runs += 1
      if (await accepts) findings.push(`a stored value is accepted as ${where}`)
    }
    for (const value of new Set(values.flatMap(spellings))) {
      for (const [where, accepts] of Object.entries(placesOf(instance))) await tried(where, accepts(value))
    }
    for (const value of values) {
      for (const username of usernames) await tried(`the password of ${username}`, isPassword(instance, username, value))
    }
    const digests = values.filter((value) => /^[\w-]{22,43}$/.test(value)).flatMap(spellings)
    for (const [n, value] of [...new Set(digests)].entries()) await tried('setup code', isSetupCode(instance, value, n))
    expect(values.length).toBeGreaterThan(100)
    conclude(context, { runs, findings, started })
  }, patience)
}

it('the same places accept what is good', async () => {
  const instance = await use(memoryStore())
  const places = placesOf(instance)
  const [cookie, token] = [await logIn(instance.auth, 'cookie'), await logIn(instance.auth, 'token')]
  const inCookie = loginOf(await createClient(instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier: 'token' } }))
  const told = [
    await places['session cookie']?.(cookie.credential), await places['Authorization']?.(token.credential),
    await places['X-Auth-Token']?.(token.credential), await places['refresh token in the body']?.(token.refreshToken),
    await places['refresh cookie']?.(inCookie.refreshToken),
  ]
  expect(told).toEqual([true, true, true, true, true])
  expect(await isPassword(instance, 'mira', password)).toBe(true)
})
