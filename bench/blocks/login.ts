/** A login: all of it but the hash, and with the hash, several at once. */
import type { Block } from '../block.ts'
import { instance, password, sqliteInFolder } from '../instance.ts'
import { type AuthOptions, createPasswordHasher, memoryStore } from '../latchkey.ts'
import { compare, type Contender, type Group } from '../measure/compare.ts'
import { type Run, size } from '../measure/run.ts'
import { inTurns, several } from '../measure/timed.ts'
import { betterAuth } from '../peers/better-auth.ts'

const atOnce = 8

export const login: Block = {
  name: 'login',
  title: 'Login',
  note: 'Without the hash: processor time of one durable login, SQLite with synchronous=FULL. With it: Argon2id, 19 MiB, 2 passes, as many at once as the hasher takes.',
  measure: async (run) => [await withoutHash(run), await withHash(run)],
}

async function withoutHash(run: Run): Promise<Group> {
  const { store, folder } = sqliteInFolder()
  const [sqlite, memory] = [await logins(store, run), await logins(memoryStore(), run)]
  const better = await betterAuth('sqlite', folder)
  const group = await compare({
    name: 'login without the hash', unit: 'ms of CPU',
    contenders: [
      processorTime('latchkey, SQLite', run, sqlite.logIn),
      processorTime('latchkey, memory', run, memory.logIn),
      { ...processorTime('better-auth, SQLite', run, better.signIn), by: 'peer' },
    ],
  }, run)
  await Promise.all([sqlite.auth.close(), memory.auth.close()])
  return group
}

/** Of many people in turn, each with a few sessions: the rules for how many one may have are asked at each login. */
async function logins(store: AuthOptions['store'], run: Run) {
  const { auth } = await instance(store)
  const people = several(size(run, { quick: 100, full: 1000 }), (n) => `person-${n}`)
  for (const username of people) await auth.users.add({ username, email: null, password, roles: [] })
  const next = inTurns(people)
  return {
    auth,
    async logIn() {
      const done = await auth.login({ username: next(), password, carrier: 'cookie' })
      if (!done.ok) throw new Error(`the login was refused: ${done.code}`)
    },
  }
}

/** Of all threads of the process: that of the writer is one of them. */
function processorTime(name: string, run: Run, work: () => Promise<unknown>): Contender {
  const times = size(run, { quick: 20, full: 200 })
  return {
    name, by: 'latchkey',
    async sample() {
      const before = process.cpuUsage()
      for (let n = 0; n < times; n++) await work()
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000 / times
    },
  }
}

async function withHash(run: Run): Promise<Group> {
  const hasher = createPasswordHasher()
  const phc = await hasher.hash(password)
  const options: Partial<AuthOptions> = { passwordHasher: createPasswordHasher() }
  const { auth } = await instance(sqliteInFolder().store, options)
  // Each of the eight is somebody else: more than a few attempts for one name at once are throttled.
  for (let n = 0; n < atOnce; n++) await auth.users.add({ username: `ada-${n}`, email: null, password, roles: [] })
  const logIn = async (n: number) => {
    const done = await auth.login({ username: `ada-${n}`, password, carrier: 'cookie' })
    if (!done.ok) throw new Error(`the login was refused: ${done.code}`)
  }
  const rounds = size(run, { quick: 1, full: 3 })
  const group = await compare({
    name: 'login with Argon2id, 8 in flight', unit: 'ms',
    contenders: [
      { name: 'latchkey, SQLite', by: 'latchkey', sample: () => inFlight(rounds, logIn) },
      { name: 'the hasher alone', by: 'limit', sample: () => inFlight(rounds, () => hasher.verify(password, phc)) },
    ],
  }, { ...run, warmUps: 1 })
  await auth.close()
  return group
}

/** Milliseconds for one, where eight are under way at once. */
async function inFlight(rounds: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now()
  for (let n = 0; n < rounds; n++) await Promise.all(Array.from({ length: atOnce }, (_, at) => work(at)))
  return (performance.now() - start) / rounds / atOnce
}
