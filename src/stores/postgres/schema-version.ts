/** Which schema a database has, and what time it is there, without changing it. Knows no rows. */
import type { SchemaVersion } from '../sqlite/schema-version.ts'
import { loadPg } from './connection.ts'
import { asStoreError } from './failures.ts'
import { versionOf } from './migrations.ts'
import { connections } from './pool.ts'
import { steps } from './schema.ts'
import { targetOf } from './target.ts'

export async function schemaVersion(url: string, { isPooled }: { isPooled: boolean }): Promise<SchemaVersion> {
  const target = targetOf('url', url)
  const { name } = target
  const pool = connections(await loadPg(), { target, poolSize: 1, applicationName: 'latchkey', isPooled, onWarning: () => undefined })
  try {
    return await pool.use(async (ask) => {
      const found = await versionOf(ask, { schema: 'latchkey', name })
      const [row] = await ask({ text: 'SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS "clock"' })
      return { found, known: steps.length, clock: Number(row?.['clock']) }
    })
  } catch (error) {
    throw asStoreError(error, name)
  } finally {
    await pool.end()
  }
}
