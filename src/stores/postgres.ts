/**
 * The store on PostgreSQL, for more than one machine. It knows rows, and nothing of what they mean.
 * A commit is one call of a function that the migrations make: one round trip, one transaction. It needs the package `pg`.
 */
import type { Store } from '../contracts.ts'
import { postgresLifecycle } from './postgres/connection.ts'
import { reads } from './postgres/reads.ts'
import { callOf, callOfSteps, queryDialect, reapingQueries } from './postgres/statements.ts'
import { schemaOf, targetOf } from './postgres/target.ts'
import { renew } from './sql/renewing.ts'
import type { TlsOptions } from './postgres/target.ts'

export type { TlsOptions } from './postgres/target.ts'

/** Where the database is, and how it is reached. */
export interface PostgresOptions {
  /**
   * `postgres://user:password@host:port/database`. Off this machine TLS is used and the certificate checked, always;
   * `?sslmode=require` asks for that on this machine too.
   */
  readonly url: string
  /**
   * Where `LISTEN` works, when `url` is a pooler that gives a connection for a transaction at a time. With it, nothing is set up
   * in the connections of `url`: no prepared statements, and the time limits of the server are the pooler's.
   */
  readonly listenUrl?: string | undefined
  /** Connections at most: 10 by default. One more listens, for who watches. */
  readonly poolSize?: number | undefined
  readonly ssl?: TlsOptions | undefined
  /** Lets `sslmode=disable` send passwords and rows in the clear to another machine. */
  readonly dangerouslyAllowPlaintext?: boolean | undefined
  /** Where the tables are: `latchkey` by default. Made where it is missing. */
  readonly schema?: string | undefined
  /** What the server's own views call these connections: `latchkey` by default. */
  readonly applicationName?: string | undefined
  /** Hears what an operator should know and no request fails of: a lost connection, a server that is not durable. */
  readonly onWarning?: ((message: string) => void) | undefined
}

/** The store on PostgreSQL 15 or newer, by `pg`. What is not allowed in a URL is a `TypeError`; every call ends within 2 seconds. */
export function postgresStore(options: PostgresOptions): Store {
  const schema = schemaOf(options.schema ?? 'latchkey')
  const target = targetOf('url', options.url, options)
  const { open, close, use } = postgresLifecycle({
    target, schema,
    listenTarget: options.listenUrl === undefined ? null : targetOf('listenUrl', options.listenUrl, options),
    poolSize: checkPoolSize(options.poolSize ?? 10),
    applicationName: options.applicationName ?? 'latchkey',
    onWarning: options.onWarning ?? (() => {}),
  })

  return {
    name: 'postgres',
    open,
    close,
    ...reads((name, text, values) => use(({ ask }) => ask({ name: `latchkey_${name}_${values.length}`, text, values })), schema),
    async commit(writes) {
      const call = callOf(writes, schema) // before any await: what the caller does to its rows then is too late
      return use(({ commit }) => commit(call))
    },
    async reap(what) {
      const deletions = reapingQueries(what, schema)
      return use(({ reap }) => reap(deletions))
    },
    renew: (renewal) => renew(renewal, queryDialect(schema), {
      reap: (deletion) => use(({ reap }) => reap([deletion])),
      commit: (steps) => use(({ commit }) => commit(callOfSteps(steps, schema))),
    }),
    watch: (heard) => use(({ listener }) => listener.watch(heard)),
  }
}

function checkPoolSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= 1000) return size
  throw new TypeError('poolSize must be a whole number from 1 to 1000.')
}
