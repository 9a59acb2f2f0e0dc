/** What happened to an account, for its owner: their own events, without what is only the machine's business. */
import type { ActivityView, AuditEvent, Id } from '../contracts.ts'
import type { Core } from '../core/core.ts'

const perPage = 10
/** Rows that are read at once, and how often: a login that refreshes all day leaves many that say nothing to a person. */
const batch = 50
const batchesMost = 6

export interface Activity {
  readonly events: readonly ActivityView[]
  /** The last event that was looked at; null where nothing is older. */
  readonly next: Id | null
}

export async function activityOf(core: Core, person: Id, after: string | null): Promise<Activity> {
  const events: ActivityView[] = []
  let next = after
  for (let times = 0; times < batchesMost; times++) {
    const read = await core.store.listEvents({ subject: person }, { limit: batch, ...(next !== null && { after: next }) })
    for (const event of read) {
      if (events.length === perPage) return { events, next }
      if (isTold(event)) events.push(viewOf(event, person))
      next = event.id
    }
    if (read.length < batch) return { events, next: null }
  }
  return { events, next }
}

/** Each act once: of a login its session, of a new password not also the logouts that it brought. */
function isTold({ type, detail }: AuditEvent): boolean {
  if (type === 'authn_login_success' || type === 'session_expired') return false
  if (type === 'session_renewed') return detail['reason'] === 'reauthenticated'
  if (type === 'authn_token_created') return detail['exchanged'] === undefined
  return type !== 'session_revoked' || !['replaced', 'password_changed', 'token_reused'].includes(String(detail['reason']))
}

/** Where an administrator was is their own business. */
function viewOf({ id, at, type, actor, address, agent, detail }: AuditEvent, person: Id): ActivityView {
  const by = actor === person ? 'person' : actor === null ? 'nobody' : 'another'
  return by === 'another' ? { id, at, type, by, address: null, agent: null, detail } : { id, at, type, by, address, agent, detail }
}
