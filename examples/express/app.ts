/** Notes on Express. */
import express from 'express'
import { createAuth, query } from 'latchkey'
import { authenticate, authenticationOf, latchkey, principalOf, requireUser } from 'latchkey/express'
import { viewOfNode } from 'latchkey/node'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { notesPage, openData } from '../notes/notes.ts'

const port = Number(process.env['PORT'] ?? 3000)
const origin = `http://localhost:${port}`
const { loginFile, secret, notes } = openData()
const auth = createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) })

const app = express()
app.use(latchkey(auth), express.urlencoded({ extended: false })) // /auth and /.well-known are ours; all else is yours

app.get('/', authenticate(auth), (request, response) => {
  const asked = authenticationOf(request)
  response.send(notesPage(asked.status === 'authenticated' ? notes.of(asked.principal.subject) : null))
})

app.get('/notes', requireUser(auth), (request, response) => {
  response.json(notes.of(principalOf(request).subject))
})

app.post('/notes', requireUser(auth), (request, response) => {
  notes.write(principalOf(request).subject, (request.body as { text?: unknown } | undefined)?.text) // as a stranger sent it
  response.redirect(303, '/')
})

/** A ticket stands for who shares, opens one address, and is used up by the first who comes. */
app.post('/notes/:id/share', requireUser(auth), async (request, response) => {
  const path = `/shared/${request.params['id']}`
  const made = await auth.exchange(viewOfNode(request), { carrier: 'ticket', path })
  if (!made.ok) return response.sendStatus(403)
  return response.send(notesPage(notes.of(principalOf(request).subject), `${origin}${path}?ticket=${made.credential}`))
})

/** Whoever opens it may be logged in themselves: only the ticket is looked at. */
app.get('/shared/:id', requireUser(auth, { parameters: query(), carriers: [] }), (request, response) => {
  const note = notes.of(principalOf(request).subject).find(({ id }) => id === request.params['id'])
  return note === undefined ? response.sendStatus(404) : response.type('text').send(note.text)
})

app.listen(port, '127.0.0.1', () => { console.log(`Notes are at ${origin}`) })
