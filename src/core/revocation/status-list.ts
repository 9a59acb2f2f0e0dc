/**
 * The status of sessions as bits, for who asks no store of ours (draft-ietf-oauth-status-list). A session's place is the first
 * twenty bits of its id, which is random: so no place has to be looked up, the log alone says which bits are set, and a list
 * has so many places that who fetches it tells nobody which one was meant. A place belongs to one living session at a time,
 * held by a row beside it; and is given to another only when no bit of a former one stands there.
 */
import type { Id, Seconds, Session, Write } from '../../contracts.ts'
import { sha256 } from '../../crypto/hash.ts'
import { writeStatusList } from '../../formats/status-list.ts'
import { randomId } from '../../crypto/random.ts'
import type { Core } from '../core.ts'
import { placeOf, splitPlace } from './status-bits.ts'

/** What a JWT of this session says of it. */
export function statusOf({ statusUri }: Core, session: Id): { readonly status?: { readonly uri: string, readonly index: number } } {
  if (statusUri === null) return {}
  const { list, index } = splitPlace(placeOf(session))
  return { status: { uri: statusUri(list), index } }
}

/** The id of a new session: of a place at which no bit stands. */
export function newSessionId({ statusUri, index }: Core): Id {
  let id = randomId()
  if (statusUri === null) return id
  while (index.ended().has(id)) id = randomId()
  return id
}

/** Holds the place of a session for as long as its row is there: where another holds it, the commit fails and draws again. */
export function holdPlace({ statusUri }: Core, { id, created, absoluteEnd }: Session): readonly Write[] {
  if (statusUri === null) return []
  const row = {
    digest: sha256(`latchkey status place\n${placeOf(id)}`), purpose: 'status', session: id, user: null, generation: 0, kid: null,
    created, expires: absoluteEnd, consumed: null, lastUsed: null, detail: null,
  }
  return [{ do: 'insert', table: 'secret', row }]
}

/** Seconds. One cache, then a reader's own, hold a list for as long as this each. */
export const statusTtl = 15
/** What was made a moment ago is given again. */
const remade = 5
/** However long somebody holds a list back, from then on it says nothing. */
const life = 120

/** The lists, signed, each by its number. A store that has been away for too long throws: what nobody knows is no list without bits. */
export function createStatusLists(core: Core, uriOf: (n: number) => string): (n: number) => Promise<string> {
  const made = new Map<number, { readonly at: Seconds, readonly token: string }>()
  return async (n) => {
    await core.log.fresh()
    await core.ring.fresh()
    const now = core.clock()
    const known = made.get(n)
    if (known !== undefined && now >= known.at && now - known.at < remade) return known.token
    const bytes = core.index.ended().list(n)
    const token = writeStatusList({ uri: uriOf(n), issuedAt: now, expiresAt: now + life, ttl: statusTtl, bits: 1, bytes }, core.keys())
    made.set(n, { at: now, token })
    return token
  }
}
