import { expect, it, vi } from 'vitest'
import { postgresStore } from '../../src/stores/postgres.ts'

vi.mock('pg', () => { throw new Error('Cannot find package') })

it('the PostgreSQL store says what to install where pg is not, when it is opened and no sooner', async () => {
  const store = postgresStore({ url: 'postgres://ann@localhost/app' })
  await expect(store.open()).rejects.toMatchObject({
    name: 'StoreError', message: 'The PostgreSQL store needs the package pg: npm install pg@8',
  })
})
