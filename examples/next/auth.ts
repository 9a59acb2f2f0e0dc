/** The login and the notes, once for all of Next's bundles: it loads this file into each. */
import { createAuth } from 'latchkey'
import { sqliteStore } from 'latchkey/stores/sqlite'
import { openData } from '../notes/notes'

function open() {
  const origin = `http://localhost:${process.env['PORT'] ?? 3000}`
  const { loginFile, secret, notes } = openData()
  return { origin, notes, auth: createAuth({ origin, secret, store: sqliteStore({ file: loginFile }) }) }
}

const kept = globalThis as { latchkeyNotes?: ReturnType<typeof open> } // nothing else writes under this name
export const { origin, notes, auth } = kept.latchkeyNotes ??= open()
