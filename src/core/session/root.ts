/**
 * A session on another host stands on a login of the instance's own, its root: it is good while that one is, and no longer.
 * Nothing is written to end it. Its record may outlive the root's for a while, and opens nothing then; so no race of a
 * logout with an entry on another host can leave one behind that is good.
 */
import type { Id, RefusalCode, Session } from '../../contracts.ts'
import type { Core } from '../core.ts'
import { sessionRefusal } from './sessions.ts'

/** Why the login that a session stands on is over; null where it lives, and for a session that stands on none. */
export async function rootRefusal(core: Core, session: Session | null): Promise<RefusalCode | null> {
  if (session === null || session.root === null) return null
  const found = await core.store.findSession(session.root)
  // Who proves the password again leaves behind what stood on the login before, on whatever host (B-03).
  if (found === null || found.session.authTime !== session.authTime) return 'session_revoked'
  return sessionRefusal(found.session, found.user, core.clock())
}

/** Whoever is active on another host is active: the root is not to end from idleness. It is read, so that none is revived. */
export function touchRoot(core: Core, root: Id): void {
  core.background.run(async () => {
    const found = await core.store.findSession(root)
    if (found === null || sessionRefusal(found.session, found.user, core.clock()) !== null) return
    const { lastSeen } = found.session
    if (core.clock() <= lastSeen) return
    await core.store.commit([{ do: 'update', table: 'session', id: root, if: { lastSeen }, set: { lastSeen: core.clock() } }])
  }, `touch ${root}`)
}
