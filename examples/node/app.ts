/** Notes on node:http alone. */
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createAuth, query } from 'latchkey'
import { authenticateNode, carry, latchkeyListener, type NodeExchange, requireUser, viewOfNode } from 'latchkey/node'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { notesPage, openData } from '../notes/notes.ts'

const port = Number(process.env['PORT'] ?? 3000)
const origin = `http://localhost:${port}`
const { loginFile, secret, notes } = openData()
const auth = createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) })

/** Each by method and first part of its path; what it is given besides is the rest. */
const routes: Readonly<Record<string, (exchange: NodeExchange, id: string) => Promise<void>>> = {
  async 'GET '({ incoming, outgoing }) {
    const asked = await authenticateNode(auth, incoming)
    if (asked.status === 'authenticated') carry(asked, outgoing)
    outgoing.setHeader('content-type', 'text/html')
    outgoing.end(notesPage(asked.status === 'authenticated' ? notes.of(asked.principal.subject) : null))
  },

  async 'GET notes'(exchange) {
    const user = await requireUser(auth, exchange) // null: turned away, and answered
    if (user === null) return
    exchange.outgoing.setHeader('content-type', 'application/json')
    exchange.outgoing.end(JSON.stringify(notes.of(user.subject)))
  },

  async 'POST notes'(exchange, id) {
    const user = await requireUser(auth, exchange)
    if (user === null) return
    if (id !== '') return share(exchange, user.subject, id)
    notes.write(user.subject, new URLSearchParams(await bodyOf(exchange.incoming)).get('text'))
    exchange.outgoing.writeHead(303, { location: '/' }).end()
  },

  /** Whoever opens it may be logged in themselves: only the ticket is looked at. */
  async 'GET shared'(exchange, asked) {
    const user = await requireUser(auth, exchange, { parameters: query(), carriers: [] })
    if (user === null) return
    const note = notes.of(user.subject).find(({ id }) => id === asked)
    exchange.outgoing.writeHead(note === undefined ? 404 : 200, { 'content-type': 'text/plain; charset=utf-8' }).end(note?.text)
  },
}

/** A ticket stands for who shares, opens one address, and is used up by the first who comes. */
async function share({ incoming, outgoing }: NodeExchange, subject: string, id: string): Promise<void> {
  const path = `/shared/${id}`
  const made = await auth.exchange(viewOfNode(incoming), { carrier: 'ticket', path })
  outgoing.writeHead(made.ok ? 200 : 403, { 'content-type': 'text/html' })
  outgoing.end(made.ok ? notesPage(notes.of(subject), `${origin}${path}?ticket=${made.credential}`) : '')
}

/** Express and the others limit a body by themselves. */
async function bodyOf(incoming: IncomingMessage): Promise<string> {
  return Number(incoming.headers['content-length'] ?? 'NaN') < 16_384 ? text(incoming) : ''
}

createServer(latchkeyListener(auth, async (incoming, outgoing) => { // /auth and /.well-known are ours; all else is yours
  const [, name = '', id = ''] = (incoming.url ?? '/').split(/[/?]/)
  const route = routes[`${incoming.method} ${name}`]
  await (route === undefined ? outgoing.writeHead(404).end() : route({ incoming, outgoing }, id))
})).listen(port, '127.0.0.1', () => { console.log(`Notes are at ${origin}`) })
