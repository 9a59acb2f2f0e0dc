/** Another process of the same service: says when it is ready, and at a word redeems a ticket so many times at once. */
import { once } from 'node:events'
import { createAuth } from '../../src/create-auth.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { query } from '../../src/transports/query.ts'
import { origin, secret, start } from '../support/instance.ts'

const [file = '', ticket = '', count = '0'] = process.argv.slice(2)
const auth = createAuth({ origin, secret, store: sqliteStore({ file }), clock: () => start })
await auth.ready()
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const parameters = query()
const outcomes = await Promise.all(Array.from({ length: Number(count) }, () => (
  auth.authenticate(new Request(`${origin}/file?ticket=${ticket}`), { parameters }).then(
    ({ status, ...rest }) => 'reason' in rest ? rest.reason : status,
    // A system error is no success: the lock of another process was held for too long.
    () => 'unavailable',
  )
)))
process.stdout.write(`${JSON.stringify(outcomes)}\n`)
process.stdin.destroy()
await auth.close()
