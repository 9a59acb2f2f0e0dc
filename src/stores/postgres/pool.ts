/** The connections, and one question to them with an end. Knows no tables. */
import type { ClientConfig, Pool, PoolClient, QueryConfig } from 'pg'
import { StoreError } from '../store-error.ts'
import { asStoreError, isAnswer } from './failures.ts'
import type { Target } from './target.ts'

/** Milliseconds, from the asking to the answer: with it http can answer 503 within two seconds (F-03). */
export const DEADLINE = 1800
/** What the server itself stops, so that those who gave up leave nothing waiting behind there. */
const STATEMENT_TIMEOUT = 1600
/** Longer than PostgreSQL's `deadlock_timeout` of a second: a deadlock is told as one, and tried again. */
const LOCK_TIMEOUT = 1250
const IDLE = 30_000
const LIFETIME_SECONDS = 1800 // so that connections find their way to a server that took over

export type Values = Readonly<Record<string, unknown>>
export interface Query {
  readonly text: string
  readonly values?: readonly unknown[]
  /** Prepared under this name once a connection. */
  readonly name?: string
}
export type Ask = (query: Query) => Promise<readonly Values[]>

export interface Connections {
  /** Rejects with the error of `pg`, or a `StoreError` at the deadline. */
  readonly use: <Answer>(work: (ask: Ask) => Promise<Answer>, milliseconds?: number) => Promise<Answer>
  /** Waits for what is under way. */
  readonly end: () => Promise<void>
}

export interface PoolOptions {
  readonly target: Target
  readonly poolSize: number
  readonly applicationName: string
  /** Behind a transaction pooler a connection is another server session each time: nothing may be set up in it. */
  readonly isPooled: boolean
  readonly onWarning: (message: string) => void
}

export function clientConfig(pg: typeof import('pg'), { target, applicationName }: PoolOptions): ClientConfig {
  const { host, port, user, password, database, ssl } = target
  return {
    host, port, user, database, ssl, ...(password === undefined ? {} : { password }),
    application_name: applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: DEADLINE,
    types: { getTypeParser: parserOf(pg) as typeof pg.types.getTypeParser }, // one signature for text; binary is never asked for
  }
}

const settings = [
  `statement_timeout=${STATEMENT_TIMEOUT}`, `lock_timeout=${LOCK_TIMEOUT}`, 'idle_in_transaction_session_timeout=5000',
  'default_transaction_isolation=read\\ committed', // a role's own default would make every conflict an error
]

const integers: readonly number[] = [20, 21, 23] // int8, int2, int4

/** `pg` gives an int8 as text, since not each fits a number. What was not ours to write is refused, not rounded. */
function parserOf(pg: typeof import('pg')): (oid: number) => (text: string) => unknown {
  return (oid) => integers.includes(oid) ? wholeNumber : pg.types.getTypeParser(oid, 'text')
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new StoreError('The database holds a number that is too large to be exact.')
}

export function connections(pg: typeof import('pg'), options: PoolOptions): Connections {
  const { target, poolSize, isPooled, onWarning } = options
  const pool = new pg.Pool({
    ...clientConfig(pg, options),
    ...(isPooled ? {} : { options: settings.map((setting) => `-c ${setting}`).join(' ') }),
    max: poolSize,
    idleTimeoutMillis: IDLE,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    allowExitOnIdle: true,
    onConnect: (client) => refuseStandby(client, target.name) as unknown as void, // awaited, whatever its type says
  })
  pool.on('error', (error) => onWarning(asStoreError(error, target.name).message)) // an idle one: the next is made anew
  pool.on('connect', (client) => client.on('error', () => {})) // whoever uses it is told by the question that fails
  const underWay = new Set<Promise<unknown>>()

  return {
    use(work, milliseconds = DEADLINE) {
      const question = asking(pool, { work, milliseconds, name: target.name, isPooled })
      underWay.add(question)
      question.finally(() => underWay.delete(question)).catch(() => {}) // who asked hears of it
      return question
    },
    async end() {
      await Promise.allSettled(underWay)
      await pool.end()
    },
  }
}

/** What a standby answers may be old, and a session that was ended would still be there (F-04). */
async function refuseStandby(client: Pick<PoolClient, 'query'>, name: string): Promise<void> {
  const asked = { text: 'SELECT pg_is_in_recovery() AS "standby"', query_timeout: DEADLINE }
  const { rows } = await client.query<Values>(asked)
  if (rows[0]?.['standby'] === true) throw new StoreError(`The database ${name} is a standby, which may be behind.`)
}

interface Question<Answer> {
  readonly work: (ask: Ask) => Promise<Answer>
  readonly milliseconds: number
  readonly name: string
  readonly isPooled: boolean
}

async function asking<Answer>(pool: Pool, { work, milliseconds, name, isPooled }: Question<Answer>): Promise<Answer> {
  const late = lateness(milliseconds, name)
  const connecting = pool.connect()
  try {
    const client = await Promise.race([connecting, late.promise])
    const ask: Ask = async (query) => (await client.query<Values>(plain(query, isPooled))).rows
    const answer = await Promise.race([work(ask), late.promise])
    client.release()
    return answer
  } catch (error) {
    // A connection that is late or broken is thrown away; one that never came is given back when it comes.
    connecting.then((client) => client.release(!isAnswer(error)), () => {})
    throw error
  } finally {
    late.clear()
  }
}

/** A pooler may give the next question to a session that prepared nothing. */
function plain({ text, values, name }: Query, isPooled: boolean): QueryConfig {
  return { text, ...(values && { values: [...values] }), ...(name !== undefined && !isPooled && { name }) }
}

function lateness(milliseconds: number, name: string): { readonly promise: Promise<never>, readonly clear: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new StoreError(`The database ${name} did not answer in time.`)), milliseconds)
  promise.catch(() => {}) // nobody may be listening when it comes
  return { promise, clear: () => clearTimeout(timer) }
}
