/** `latchkey session list` and `session end`. */
import type { Session, User } from '../../contracts.ts'
import { type Call, type Outcome, UsageError } from '../command-line/command.ts'
import { minute, printable, table } from '../command-line/output.ts'
import type { Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'
import { sessionOnWire, userNamed } from './find-user.ts'
import { nextPage, pageOf, type Paging } from './pages.ts'
import { withInstance } from './with-instance.ts'

interface Live { readonly session: Session, readonly user: User }

export async function listSessions({ flags, config }: Call): Promise<Outcome> {
  const page = pageOf(flags)
  return withInstance(await config(), async (instance) => {
    const found = await sessionsOf(instance, flags.one('user'), { ...page, limit: page.limit + 1 })
    const { rows, next } = nextPage(found, page, ({ session }) => session.id)
    const lines = table([['NAME', 'CARRIER', 'SINCE (UTC)', 'LAST SEEN', 'ADDRESS', 'ID'], ...rows.map(row)])
    const text = rows.length === 0 ? 'There are no such sessions.' : `${lines}${next === null ? '' : `\nMore: --after ${next}`}`
    return { text, json: { sessions: rows.map(sessionOnWire), next_cursor: next } }
  })
}

async function sessionsOf(instance: Instance, name: string | undefined, page: Paging): Promise<readonly Live[]> {
  if (name === undefined) return instance.auth.sessions.listAll(page)
  const user = await userNamed(instance, name)
  return (await instance.auth.sessions.list(user.id, page)).map((session) => ({ session, user }))
}

function row({ session, user }: Live): readonly string[] {
  return [printable(user.username), session.carrier, minute(session.created), minute(session.lastSeen), session.address ?? '-', session.id]
}

/** One by its id, or all of a user. */
export async function endSession({ words: [id], flags, config }: Call): Promise<Outcome> {
  const name = flags.one('user')
  if ((id === undefined) === (name === undefined)) throw new UsageError('"session end" takes the id of one session, or --user <name> for all of theirs.')
  return withInstance(await config(), (instance) => name === undefined ? endOne(instance, id ?? '') : endAll(instance, name))
}

async function endOne({ auth, store }: Instance, id: string): Promise<Outcome> {
  await auth.ready()
  const subject = (await store.findSession(id))?.session.subject ?? null
  if (subject === null || !await auth.sessions.end(subject, id)) {
    throw new CommandError(`There is no session "${id}"; latchkey session list shows those that are live.`)
  }
  return { text: 'The session has ended. Servers that run notice within two seconds.', json: { ended: id } }
}

async function endAll(instance: Instance, name: string): Promise<Outcome> {
  const user = await userNamed(instance, name)
  await instance.auth.sessions.endAll(user.id)
  return { text: `Every session of ${user.username} has ended. Servers that run notice within two seconds.`, json: { ended_all_of: user.id } }
}
