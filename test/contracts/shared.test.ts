import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { redis } from '../../src/redis.ts'
import { sharedFacts } from '../../src/testing.ts'
import { newPrefix, withRedis } from '../redis/redis-server.ts'

withRedis('what nodes share on Redis', (server) => {
  const facts = sharedFacts(async () => {
    const prefix = newPrefix()
    return [redis({ url: server().url, prefix }), redis({ url: server().url, prefix })] as const
  })
  // oxlint-disable-next-line vitest/expect-expect -- a fact asserts by itself, so that any test runner can run it
  it.each(facts)('$name', { timeout: 20_000 }, ({ run }) => run())
})

/** As docs/redis.md has them. */
const rights = readFileSync('docs/redis.md', 'utf8').match(/~latchkey:[^`]*/)?.[0]?.replaceAll('latchkey:', 't-').split(/\s+/) ?? []

withRedis('what nodes share on a Redis that grants them what the page on it asks for', (server) => {
  const facts = sharedFacts(async () => {
    const prefix = newPrefix()
    const url = server().url.replace('//', '//ann:pw@')
    return [redis({ url, prefix }), redis({ url, prefix })] as const
  })
  // oxlint-disable-next-line vitest/expect-expect -- a fact asserts by itself, so that any test runner can run it
  it.each(facts.filter(({ name }) => /once it can hear|another node put|up to the cap|takes back|by all who watch/.test(name)))('$name', { timeout: 20_000 }, ({ run }) => run())
}, { words: ['--user', 'ann', 'on', '>pw', '-@all', ...rights] })
