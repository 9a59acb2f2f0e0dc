/** What all of these examples do with notes: keep them, and draw one page. It knows nothing of logins. */
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export interface Note { readonly id: string, readonly text: string }

/** The folder of everything that is kept: the notes, the logins, and the secret that the keys of the logins are sealed under. */
export function openData(folder = 'data') {
  mkdirSync(folder, { recursive: true })
  const secretFile = `${folder}/secret`
  if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return { loginFile: `${folder}/login.db`, secret: readFileSync(secretFile, 'utf8'), notes: openNotes(`${folder}/notes.db`) }
}

/** Each note has an owner, who is named by the id of a user: it never changes, and is never given to somebody else. */
function openNotes(file: string) {
  const database = new DatabaseSync(file, { timeout: 2000 })
  database.exec('CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, owner TEXT NOT NULL, text TEXT NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO notes (id, owner, text) VALUES (?, ?, ?)')
  const select = database.prepare('SELECT id, text FROM notes WHERE owner = ? ORDER BY rowid')
  return {
    write(owner: string, text: unknown): void {
      if (typeof text === 'string' && text.trim() !== '') insert.run(randomUUID(), owner, text.slice(0, 1000))
    },
    of: (owner: string): Note[] => select.all(owner).map(({ id, text }) => ({ id: String(id), text: String(text) })),
  }
}

/** The one page. Null: nobody is logged in. `link`: a note that is shared, once. */
export function notesPage(notes: readonly Note[] | null, link = ''): string {
  if (notes === null) return draw('<p><a href="/auth/signup">Sign up</a> or <a href="/auth/login">log in</a>.</p>')
  const rows = notes.map(({ id, text }) => (
    `<li>${escape(text)} <form method="post" action="/notes/${id}/share"><button>Share once</button></form></li>`
  ))
  return draw(`
    ${link === '' ? '' : `<p>Good once, for a minute: <a id="link" href="${escape(link)}">${escape(link)}</a></p>`}
    <form method="post" action="/notes"><input name="text" aria-label="A note" required> <button>Write</button></form>
    <ul>${rows.join('')}</ul>
    <p><a href="/auth/account">Account</a></p>`)
}

function draw(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><h1>Notes</h1>${body}</html>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
