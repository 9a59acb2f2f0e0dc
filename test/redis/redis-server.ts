/** One server for the tests of a file; where none can be had, the tests are skipped, loudly. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe } from 'vitest'
import { findRedis, startRedis } from '../support/redis.ts'
import type { RedisServer, RedisSetup } from '../support/redis.ts'

const found = findRedis()

/** A block of tests that are given a server. */
export function withRedis(name: string, tests: (server: () => RedisServer) => void, setup?: RedisSetup): void {
  if (found === undefined) {
    // oxlint-disable-next-line no-console -- a test that did not run must be heard of
    console.warn(`SKIPPED: ${name}: there is no Redis here, and none could be fetched from Debian (REDISBIN names one).`)
  }
  describe.skipIf(found === undefined)(name, () => {
    let server: RedisServer | undefined
    beforeAll(async () => { if (found !== undefined) server = await startRedis(found, setup) }, 60_000)
    afterAll(() => server?.remove())
    tests(() => {
      if (server === undefined) throw new Error('The server has not started.')
      return server
    })
  })
}

/** Keys that nobody else has. */
export function newPrefix(): string {
  return `t-${randomUUID()}:`
}
