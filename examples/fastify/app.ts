/** Notes on Fastify. */
import fastify from 'fastify'
import { createAuth, query } from 'latchkey'
import { authenticate, authenticationOf, latchkey, principalOf, requireUser } from 'latchkey/fastify'
import { viewOfNode } from 'latchkey/node'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { notesPage, openData } from '../notes/notes.ts'

interface OfOne { Params: { id: string } }

const port = Number(process.env['PORT'] ?? 3000)
const origin = `http://localhost:${port}`
const { loginFile, secret, notes } = openData()
const auth = createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) })

const app = fastify()
await app.register(latchkey, { auth }) // /auth and /.well-known are ours; all else is yours
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_: unknown, body: string) => (
  new URLSearchParams(body)
))

app.get('/', { onRequest: authenticate(auth) }, async (request, reply) => {
  const asked = authenticationOf(request)
  return reply.type('text/html').send(notesPage(asked.status === 'authenticated' ? notes.of(asked.principal.subject) : null))
})

app.get('/notes', { onRequest: requireUser(auth) }, async (request) => notes.of(principalOf(request).subject))

app.post('/notes', { onRequest: requireUser(auth) }, async (request, reply) => {
  const { body } = request
  notes.write(principalOf(request).subject, body instanceof URLSearchParams ? body.get('text') : null)
  return reply.redirect('/', 303)
})

/** A ticket stands for who shares, opens one address, and is used up by the first who comes. */
app.post<OfOne>('/notes/:id/share', { onRequest: requireUser(auth) }, async (request, reply) => {
  const path = `/shared/${request.params.id}`
  const made = await auth.exchange(viewOfNode(request.raw), { carrier: 'ticket', path })
  if (!made.ok) return reply.code(403).send()
  return reply.type('text/html').send(notesPage(notes.of(principalOf(request).subject), `${origin}${path}?ticket=${made.credential}`))
})

/** Whoever opens it may be logged in themselves: only the ticket is looked at. */
app.get<OfOne>('/shared/:id', { onRequest: requireUser(auth, { parameters: query(), carriers: [] }) }, async (request, reply) => {
  const note = notes.of(principalOf(request).subject).find(({ id }) => id === request.params.id)
  return note === undefined ? reply.code(404).send() : reply.type('text/plain').send(note.text)
})

await app.listen({ port, host: '127.0.0.1' })
console.log(`Notes are at ${origin}`)
