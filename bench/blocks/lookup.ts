/** Finding a session by its cookie, on each store, with the store asked each time. */
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { Block } from '../block.ts'
import { instance, sqliteInFolder, viewWith } from '../instance.ts'
import { memoryStore, type RequestView } from '../latchkey.ts'
import { compare, type Group } from '../measure/compare.ts'
import type { Run } from '../measure/run.ts'
import { inTurns, several, timed, timedAsync } from '../measure/timed.ts'
import { betterAuth } from '../peers/better-auth.ts'
import { expressSession } from '../peers/express-session.ts'

const live = 200

export const lookup: Block = {
  name: 'lookup',
  title: 'A session by its cookie',
  note: '*Authoritative* asks the store each time; *recalled* knows it for half a minute and asks the revocation index. The limits are a SHA-256 with a Map, and a prepared statement of one row.',
  measure: async (run) => [await inMemory(run), await onSqlite(run)],
}

async function inMemory(run: Run): Promise<Group> {
  const { auth, next } = await loggedIn(memoryStore())
  const better = await betterAuth('memory')
  const express = await expressSession()
  const group = await compare({
    name: 'session in memory', unit: 'µs',
    contenders: [
      timedAsync({ name: 'authenticate, authoritative', by: 'latchkey' }, run, () => auth.authenticate(next(), { freshness: 'authoritative' })),
      timedAsync({ name: 'authenticate, recalled', by: 'latchkey' }, run, () => auth.authenticate(next())),
      timed({ name: 'SHA-256, Map', by: 'limit' }, run, bareMap()),
      timedAsync({ name: 'express-session, its middleware', by: 'peer' }, run, express.find),
      timedAsync({ name: 'better-auth, secondary storage', by: 'peer' }, run, better.find),
    ],
  }, run)
  await auth.close()
  return group
}

async function onSqlite(run: Run): Promise<Group> {
  const { store, folder } = sqliteInFolder()
  const { auth, next } = await loggedIn(store)
  const better = await betterAuth('sqlite', folder)
  const group = await compare({
    name: 'session on SQLite', unit: 'µs',
    contenders: [
      timedAsync({ name: 'authenticate, authoritative', by: 'latchkey' }, run, () => auth.authenticate(next(), { freshness: 'authoritative' })),
      timedAsync({ name: 'authenticate, recalled', by: 'latchkey' }, run, () => auth.authenticate(next())),
      timed({ name: 'prepared statement, one row', by: 'limit' }, run, bareStatement()),
      timedAsync({ name: 'better-auth, SQLite', by: 'peer' }, run, better.find),
    ],
  }, run)
  await auth.close()
  return group
}

async function loggedIn(store: Parameters<typeof instance>[0]) {
  const { auth, logIn } = await instance(store)
  const views: RequestView[] = []
  for (let n = 0; n < live; n++) views.push(viewWith({ cookie: `theme=dark; __Host-latchkey=${await logIn('cookie')}` }))
  return { auth, next: inTurns(several(live, (n) => views[n] ?? viewWith({}))) }
}

function bareMap(): () => unknown {
  const ids = several(live, (n) => `lk_se_${String(n).padStart(43, 'x')}`)
  const digest = (id: string) => createHash('sha256').update(id).digest('base64url')
  const sessions = new Map(ids.map((id) => [digest(id), { id }]))
  const next = inTurns(ids)
  return () => sessions.get(digest(next()))
}

function bareStatement(): () => unknown {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE session (digest TEXT PRIMARY KEY, subject TEXT, data TEXT, expires INTEGER) WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO session VALUES (?, ?, ?, ?)')
  const ids = several(live, (n) => `digest-${n}`)
  for (const id of ids) insert.run(id, 'ada', '{}', 2_000_000_000)
  const find = database.prepare('SELECT * FROM session WHERE digest = ?')
  const next = inTurns(ids)
  return () => find.get(next())
}
