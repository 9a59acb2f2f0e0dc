/**
 * Whom a name that nobody has is taken for. Where hashes of several kinds are stored (imported ones, or such as were made when less
 * was asked of them), checking one takes its time, and a name that is checked as no user's would stand out by it. So a
 * name without a hash is checked against somebody's, always the same one's; whatever comes out, it is refused.
 */
import type { PasswordHasher, Seconds } from '../contracts.ts'
import { bucketName } from '../core/audit/throttle.ts'
import type { Core } from '../core/core.ts'

export interface Likeness {
  /** A hash to check against; null is the usual one, which is nobody's. */
  of(canonical: string): string | null
  /** Looks again who there is, behind an answer, where that was long ago; `seen` is the hash that somebody has. */
  refresh(seen: string | null): void
}

/** Where every hash is of one kind. */
export const allAlike: Likeness = { of: () => null, refresh: () => undefined }

const sampled = 200
const every: Seconds = 600
/** Where all were of one kind when it looked, and here is another: somebody was imported. */
const soon: Seconds = 10
/** Places of each on the ring, so that shares are even. */
const places = 8

interface Place {
  readonly at: string
  /** Null: of the usual kind. */
  readonly stored: string | null
}

export async function createLikeness({ core, hasher }: { readonly core: Core, readonly hasher: PasswordHasher }): Promise<Likeness> {
  const { isCurrent } = hasher
  if (isCurrent === undefined) return allAlike
  let ring: readonly Place[] = []
  let read = core.clock()
  async function look(): Promise<void> {
    // Ids are random and nobody's to choose. By name, strangers who sign up under the first ones would be all that is seen.
    const users = await core.store.listUsers({ by: 'id' }, { limit: sampled })
    const found = users.flatMap(({ id, password }) => password === null ? [] : placesOf(core, id, isCurrent?.(password) === true ? null : password))
    ring = found.some(({ stored }) => stored !== null) ? found.toSorted((one, other) => one.at < other.at ? -1 : 1) : []
  }
  await look()
  return {
    of(canonical) {
      if (ring.length === 0) return null
      const at = placeOf(core, canonical)
      return (ring.find((one) => one.at >= at) ?? ring[0])?.stored ?? null
    },
    refresh(seen) {
      const isNews = ring.length === 0 && seen !== null && !isCurrent(seen)
      if (core.clock() - read < (isNews ? soon : every)) return
      read = core.clock()
      core.background.run(look, 'likeness')
    },
  }
}

/** A ring, so that a name is taken for the same one while others come and go: it grows quicker once, as a user does, and never slower. */
function placesOf(core: Core, id: string, stored: string | null): readonly Place[] {
  return Array.from({ length: places }, (_, n) => ({ at: placeOf(core, `${id} ${n}`), stored }))
}

/** Under a key of ours, so that nobody can tell which names are taken for whom. */
function placeOf(core: Core, of: string): string {
  return bucketName(core, 'account', of)
}
