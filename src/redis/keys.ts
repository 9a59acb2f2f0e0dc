/** Cache and throttle, each a few commands. Every key has an end of its own, so that nothing stays behind. */
import type { Seconds, SharedCache, SharedThrottle } from '../contracts.ts'
import type { Connection } from './connection.ts'

export function redisCache({ use }: Connection, prefix: string): SharedCache {
  const named = (key: string): string => `${prefix}identity:${key}`
  return {
    get: (key) => use((client) => client.get(named(key))),
    async set(key, text, life) { await use((client) => client.set(named(key), text, 'EX', life)) },
  }
}

/** Answers 0, or the milliseconds to wait. A count without an end, which nothing here leaves behind, would shut a network out for ever. */
const countOne = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
local left = redis.call('PTTL', KEYS[1])
if count >= tonumber(ARGV[2]) and left > 0 then return left end
if left < 0 then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) else redis.call('INCR', KEYS[1]) end
return 0`

const uncountOne = `
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
return 0`

export function redisThrottle({ use }: Connection, prefix: string): SharedThrottle {
  const named = (bucket: string): string => `${prefix}rate:${bucket}`
  return {
    async count(bucket, { window, atMost }) {
      const left = Number(await use((client) => client.eval(countOne, 1, named(bucket), window * 1000, atMost)))
      return left === 0 ? { ok: true } : { ok: false, retryAfter: secondsOf(left, window) }
    },
    async uncount(bucket) { await use((client) => client.eval(uncountOne, 1, named(bucket))) },
  }
}

function secondsOf(milliseconds: number, most: Seconds): Seconds {
  return Math.min(most, Math.max(1, Math.ceil(milliseconds / 1000)))
}
