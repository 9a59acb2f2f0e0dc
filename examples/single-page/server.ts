/** One page, and an API for it. The page is of this origin, so that the refresh token can be in a cookie that no script reads. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { createAuth } from 'latchkey'
import { latchkey, requireUser } from 'latchkey/hono'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { openData } from '../notes/notes.ts'

const port = Number(process.env['PORT'] ?? 3000)
const origin = `http://localhost:${port}`
const { loginFile, secret, notes } = openData()
const auth = createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) })
const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }

const app = new Hono()
app.use(latchkey(auth, { context: (context) => ({ address: getConnInfo(context).remote.address }) }))

/** The API takes JWTs alone: a cookie proves nothing here, so no other site can make a browser ask. */
const api = requireUser(auth, { carriers: ['jwt'] })
app.get('/notes', api, (context) => context.json(notes.of(context.var.principal.subject)))
app.post('/notes', api, async (context) => {
  const { text } = await context.req.json<{ text?: unknown }>()
  notes.write(context.var.principal.subject, text)
  return context.body(null, 204)
})

/** What a bundler would do: the page's own two files, and those of `latchkey/client` as they are. */
app.get('/', async (context) => context.body(await readFile('page.html'), 200, { 'content-type': types.html }))
app.get('/page.js', async (context) => context.body(await readFile('page.js'), 200, { 'content-type': types.js }))
const built = fileURLToPath(new URL('.', import.meta.resolve('latchkey/client')))
app.get('/latchkey/:file{client(/[a-z-]+)?\\.js}', async (context) => (
  context.body(await readFile(join(built, context.req.param('file'))), 200, { 'content-type': types.js })
))

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => { console.log(`Notes are at ${origin}`) })
