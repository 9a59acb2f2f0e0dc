/** What an open store holds: connections to ask, one to listen; and how a commit, a read and a deletion are asked. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommitResult } from '../../contracts.ts'
import { lifecycle } from '../lifecycle.ts'
import type { Lifecycle } from '../lifecycle.ts'
import type { Statement } from '../sql/dialect.ts'
import { StoreError } from '../store-error.ts'
import { asStoreError, isTransient } from './failures.ts'
import { createListener } from './listener.ts'
import type { Listener } from './listener.ts'
import { migrate, MIGRATION_DEADLINE } from './migrations.ts'
import { clientConfig, connections } from './pool.ts'
import type { Ask, Connections, PoolOptions, Query, Values } from './pool.ts'
import { channelOf } from './statements.ts'
import type { Call } from './statements.ts'
import type { Target } from './target.ts'

/** Milliseconds for all deletions of a batch, each a transaction of its own that the server gives 1.6 seconds. */
const REAPING_DEADLINE = 10_000

export interface Connection {
  readonly ask: (query: Query) => Promise<readonly Values[]>
  readonly commit: (call: Call) => Promise<CommitResult>
  readonly reap: (deletions: readonly Statement[]) => Promise<number>
  readonly listener: Listener
  readonly end: () => Promise<void>
}

export interface ConnectionOptions extends Omit<PoolOptions, 'isPooled'> {
  readonly schema: string
  /** Null: the same as the other. */
  readonly listenTarget: Target | null
}

export function postgresLifecycle(options: ConnectionOptions): Lifecycle<Connection> {
  return lifecycle({
    name: `The database ${options.target.name}`,
    connect: () => connect(options),
    disconnect: (connection) => connection.end(),
  })
}

async function connect(options: ConnectionOptions): Promise<Connection> {
  const pg = await loadPg()
  const { target, listenTarget, schema, onWarning } = options
  const { name } = target
  const pool = connections(pg, { ...options, isPooled: listenTarget !== null })
  const listening = { ...options, target: listenTarget ?? target, isPooled: true }
  const listener = createListener(pg, {
    config: clientConfig(pg, listening),
    channel: channelOf(schema),
    onLost: (error) => onWarning(`${asStoreError(error, listening.target.name).message} No news are heard until it is back.`),
  })
  async function end(): Promise<void> {
    await listener.end()
    await pool.end()
  }
  try {
    await pool.use((ask) => migrate(ask, { schema, name, onWarning }), MIGRATION_DEADLINE)
  } catch (error) {
    await end()
    throw asStoreError(error, name)
  }
  return { ...verbs(pool, options), listener, end }
}

/** Loaded on use: who takes another store needs no `pg`. */
export async function loadPg(): Promise<typeof import('pg')> {
  try {
    return await import('pg')
  } catch (cause) {
    throw new StoreError('The PostgreSQL store needs the package pg: npm install pg@8', { cause })
  }
}

function verbs({ use }: Connections, { schema, target: { name } }: ConnectionOptions): Omit<Connection, 'listener' | 'end'> {
  async function asked<Answer>(work: (ask: Ask) => Promise<Answer>, milliseconds?: number): Promise<Answer> {
    try {
      return await use(work, milliseconds)
    } catch (error) {
      throw asStoreError(error, name)
    }
  }
  const commitSql = `SELECT "failed", "seq" FROM "${schema}"."commit_writes"($1, $2, $3, $4)`

  return {
    ask: (query) => asked((ask) => ask(query)),
    commit: (call) => asked(async (ask) => {
      const values = [call.steps, call.guarded, call.held, call.append]
      return resultOf(call, await patiently(() => ask({ name: 'latchkey_commit', text: commitSql, values })))
    }),
    reap: (deletions) => asked(async (ask) => {
      let removed = 0
      for (const { sql, values } of deletions) {
        const text = `WITH "gone" AS (${sql} RETURNING 1) SELECT count(*) AS "removed" FROM "gone"`
        const [row] = await patiently(() => ask({ text, values }))
        removed += Number(row?.['removed'])
      }
      return removed
    }, REAPING_DEADLINE),
  }
}

/** Milliseconds in which those whom a deadlock let go on take their rows; at once, we would be in their way again. */
const PAUSE = 25

/** A deadlock or a serialization failure took all back, so trying again is safe. The deadline of the question ends it. */
async function patiently<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!isTransient(error) || tries === 5) throw error
      await sleep(PAUSE * tries)
    }
  }
}

function resultOf(call: Call, [row]: readonly Values[]): CommitResult {
  const { failed, seq } = row ?? {}
  if (typeof failed !== 'number') return typeof seq === 'number' ? { ok: true, seq } : { ok: true }
  const write = call.writes[failed - 1]
  if (write !== undefined && write >= 0) return { ok: false, failed: write }
  throw new StoreError('The revocation log of the database is damaged: a number was taken already.')
}
