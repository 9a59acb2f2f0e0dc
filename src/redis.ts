/**
 * `latchkey/redis`: what nodes share, on a Redis or a Valkey. It knows keys, counts and messages, and nothing of identities, which
 * it holds sealed. It may be flushed, killed or fail over at any time: that costs speed, and never truth (docs/redis.md). It needs
 * the package `ioredis`.
 */
import type { SharedParts } from './contracts.ts'
import { createConnection } from './redis/connection.ts'
import { redisCache, redisThrottle } from './redis/keys.ts'
import { redisSignal } from './redis/signal.ts'
import { targetOf, type TargetRules } from './redis/target.ts'

export type { SharedCache, SharedParts, SharedThrottle, Signal } from './contracts.ts'
export type { TlsOptions } from './redis/target.ts'

/** Where the Redis is, and how it is reached. A wrong option is a `TypeError`. */
export interface RedisOptions extends TargetRules {
  /** `redis://user:password@host:port/number`, or `rediss://…` for TLS, whose certificate is checked; off this machine that is required. */
  readonly url: string
  /** What every key and channel begins with: `latchkey:` by default. */
  readonly prefix?: string | undefined
  /** Hears what an operator should know and no request fails of. */
  readonly onWarning?: ((message: string) => void) | undefined
}

/** All three parts, to be given to `createAuth({ shared })`, which closes them. Connects at the first use; wrong options throw here. */
export function redis({ url, prefix = 'latchkey:', onWarning = () => {}, ...rules }: RedisOptions): Required<SharedParts> {
  if (!/^[\w:.{}-]{1,64}$/.test(prefix)) throw new TypeError('prefix must be letters, digits and _ - : . { }, 64 at most')
  const connection = createConnection(targetOf(url, rules))
  const onLost = (error: Error) => { onWarning(`${error.message}. No news are heard by Redis until it is back.`) }
  return {
    open: connection.load,
    cache: redisCache(connection, prefix),
    throttle: redisThrottle(connection, prefix),
    signal: redisSignal(connection, { prefix, onLost }),
    close: connection.end,
  }
}
