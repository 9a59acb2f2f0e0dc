/**
 * The status of sessions as bits, for who asks no store of ours (draft-ietf-oauth-status-list). A session's place is the first
 * twenty bits of its id, which is random: so no place has to be looked up, the log alone says which bits are set, and a list
 * has so many places that who fetches it tells nobody which one was meant. A place belongs to one living session at a time,
 * held by a row beside it; and is given to another only when no bit of a former one stands there.
 */
import type { Digest, Id, Seconds, Write } from '../../contracts.ts'
import { sha256 } from '../../crypto/hash.ts'
import { writeStatusList } from '../../formats/status-list.ts'
import { randomId } from '../../crypto/random.ts'
import { StoreError } from '../../stores/store-error.ts'
import type { Core } from '../core.ts'
import { placeOf, splitPlace } from './status-bits.ts'

/** What a JWT of this session says of it. */
export function statusOf({ statusUri }: Core, session: Id): { readonly status?: { readonly uri: string, readonly index: number } } {
  if (statusUri === null) return {}
  const { list, index } = splitPlace(placeOf(session))
  return { status: { uri: statusUri(list), index } }
}

/** Places are drawn, so with many that ended a few are drawn in vain; where nearly none is left, there is no login. */
const mostDraws = 2000

/** The id of a new session, or of a key: of a place at which no bit stands. */
export function newPlacedId({ statusUri, index }: Core): Id {
  for (let draws = 0; draws < mostDraws; draws++) {
    const id = randomId()
    if (statusUri === null || !index.ended().has(id)) return id
  }
  throw new StoreError('The status lists have no place left.')
}

/** Whose place it is: the row goes with that one's. */
export type Holder = { readonly session: Id, readonly user: null } | { readonly session: null, readonly user: Id }

/** Holds a place for as long as its row is there: where another holds it, the commit fails and draws again. */
export function holdPlace({ statusUri, clock }: Core, id: Id, { expires, ...holder }: Holder & { readonly expires: Seconds }): readonly Write[] {
  if (statusUri === null) return []
  const row = {
    digest: placeDigest(id), purpose: 'status', ...holder, generation: 0, kid: null,
    created: clock(), expires, consumed: null, lastUsed: null, detail: null,
  }
  return [{ do: 'insert', table: 'secret', row }]
}

/** Of what ends without its holder's row: a key. One that was made while there were no lists holds none. */
export async function releasePlace({ store }: Core, id: Id): Promise<readonly Write[]> {
  const digest = placeDigest(id)
  return await store.findByDigest(digest) === null ? [] : [{ do: 'delete', table: 'secret', id: digest, if: {} }]
}

function placeDigest(id: Id): Digest {
  return sha256(`latchkey status place\n${placeOf(id)}`)
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
