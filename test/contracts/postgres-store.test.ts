import { it } from 'vitest'
import { postgresStore } from '../../src/stores/postgres.ts'
import { storeFacts } from '../../src/testing.ts'
import { newSchema, withPostgres } from '../stores/postgres-server.ts'

withPostgres('the postgres store', (server) => {
  const facts = storeFacts(async () => {
    const store = postgresStore({ url: server().url, schema: newSchema(), poolSize: 10 })
    await store.open()
    return store
  })
  // oxlint-disable-next-line vitest/expect-expect -- a fact asserts by itself, so that any test runner can run it
  it.each(facts)('$name', { timeout: 60_000 }, ({ run }) => run())
})
