/** Another process on the same database, which counts so often, all at once. */
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { startInstance } from '../support/instance.ts'
import { increment } from './counter.ts'

const [file = '', cookie = '', times = '0'] = process.argv.slice(2)
const instance = await startInstance({ store: sqliteStore({ file }) })
await Promise.all(Array.from({ length: Number(times) }, () => increment(instance, { cookie })))
await instance.close()
