/** Notes on Hono. */
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { createAuth, query } from 'latchkey'
import { authenticate, latchkey, requireUser } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { notesPage, openData } from '../notes/notes.ts'

const port = Number(process.env['PORT'] ?? 3000)
const origin = `http://localhost:${port}`
const { loginFile, secret, notes } = openData()
const auth = createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) })

const app = new Hono()
app.use(latchkey(auth, { context: (context) => ({ address: getConnInfo(context).remote.address }) })) // /auth and /.well-known

app.get('/', authenticate(auth), (context) => {
  const { authentication } = context.var
  return context.html(notesPage(authentication.status === 'authenticated' ? notes.of(authentication.principal.subject) : null))
})

app.get('/notes', requireUser(auth), (context) => context.json(notes.of(context.var.principal.subject)))

app.post('/notes', requireUser(auth), async (context) => {
  notes.write(context.var.principal.subject, (await context.req.parseBody())['text'])
  return context.redirect('/', 303)
})

/** A ticket stands for who shares, opens one address, and is used up by the first who comes. */
app.post('/notes/:id/share', requireUser(auth), async (context) => {
  const path = `/shared/${context.req.param('id')}`
  const made = await auth.exchange(context.req.raw, { carrier: 'ticket', path })
  if (!made.ok) return context.text('', 403)
  return context.html(notesPage(notes.of(context.var.principal.subject), `${origin}${path}?ticket=${made.credential}`))
})

/** Whoever opens it may be logged in themselves: only the ticket is looked at. */
app.get('/shared/:id', requireUser(auth, { parameters: query(), carriers: [] }), (context) => {
  const note = notes.of(context.var.principal.subject).find(({ id }) => id === context.req.param('id'))
  return note === undefined ? context.notFound() : context.text(note.text)
})

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => { console.log(`Notes are at ${origin}`) })
