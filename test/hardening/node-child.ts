/** Another process: an instance of its own on a SQLite file, which sends what its parent asks for, all at once. */
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { createClient } from '../support/client.ts'
import { faults, start, startInstance } from '../support/instance.ts'
import type { Order, Sent, Told } from './nodes.ts'

const [file = '', ...secret] = process.argv.slice(2)
let now = start
const { auth } = await startInstance({ store: sqliteStore({ file }), secret, clock: () => now })

async function send({ line, json, headers }: Sent): Promise<Told> {
  const [method = '', path = ''] = line.split(' ')
  const answer = await createClient(auth).send(method, path, { json, ...(headers !== undefined && { headers }) })
  return { status: answer.status, text: answer.text, cookies: answer.headers.getSetCookie() }
}

process.on('message', (order: Order) => {
  now = order.at
  void Promise.all(order.sent.map(send)).then((told) => process.send?.({ id: order.id, told, faults: faults.splice(0).map(String) }))
})
process.send?.('ready')
