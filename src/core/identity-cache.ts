/**
 * Who a session cookie was, for half a minute: so that a store far away is not asked about each picture of a page. It holds
 * no session data, and it decides nothing: what has ended or changed since is found in the revocation index on every hit.
 */
import type { Clock, Digest, Found, Seconds } from '../contracts.ts'

export interface IdentityCache {
  find(digest: Digest): Found | undefined
  /** As the store has it now. */
  keep(found: Found): void
  /** Its last-seen moved. It is no younger for that: it was read when it was read. */
  see(digest: Digest, lastSeen: Seconds): void
  clear(): void
}

const most: Seconds = 30

interface Kept {
  readonly found: Found
  readonly at: Seconds
}

/** `size`: how many it holds; the oldest go. 0 holds none. */
export function createIdentityCache(clock: Clock, size: number): IdentityCache {
  const kept = new Map<Digest, Kept>()
  return {
    find(digest) {
      const known = kept.get(digest)
      if (known === undefined) return undefined
      const age = clock() - known.at
      if (age >= 0 && age < most) return known.found
      kept.delete(digest)
      return undefined
    },
    keep(found) {
      const { secret, session, user } = found
      if (size === 0 || session === null || user === null) return
      kept.delete(secret.digest)
      for (const oldest of kept.keys()) {
        if (kept.size < size) break
        kept.delete(oldest)
      }
      kept.set(secret.digest, { found: { secret, session: { ...session, data: null }, user }, at: clock() })
    },
    see(digest, lastSeen) {
      const known = kept.get(digest)
      if (known?.found.session == null) return
      kept.set(digest, { ...known, found: { ...known.found, session: { ...known.found.session, lastSeen } } })
    },
    clear: () => { kept.clear() },
  }
}
