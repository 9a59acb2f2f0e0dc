/** One server for the tests of a file, with a schema for each store; where there is none, the tests are skipped, loudly. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe } from 'vitest'
import { findPostgres, startPostgres } from '../support/postgres.ts'
import type { PostgresServer, PostgresSetup } from '../support/postgres.ts'

const programs = findPostgres()

/** A block of tests that are given a server. */
export function withPostgres(name: string, tests: (server: () => PostgresServer) => void, setup?: PostgresSetup): void {
  if (programs === undefined) {
    // oxlint-disable-next-line no-console -- a test that did not run must be heard of
    console.warn(`SKIPPED: ${name}: there is no PostgreSQL here (npm ci brings one for Linux and Windows; PGBIN names another).`)
  }
  describe.skipIf(programs === undefined)(name, () => {
    let server: PostgresServer | undefined
    beforeAll(async () => { server = await startPostgres(programs ?? '', setup) }, 60_000)
    afterAll(() => server?.remove())
    tests(() => {
      if (server === undefined) throw new Error('The server has not started.')
      return server
    })
  })
}

/** A schema that nobody else has. */
export function newSchema(): string {
  return `s_${randomUUID().replaceAll('-', '').slice(0, 20)}`
}
