/**
 * Who a session cookie was, for half a minute: so that a store far away is not asked about each picture of a page. It holds
 * no session data and no password's hash, and it decides nothing: what has ended or changed since is found in the revocation
 * index on every hit.
 */
import type { Clock, Digest, Found, MaybePromise, Seconds, Secret } from '../../contracts.ts'

export interface IdentityCache {
  find(digest: Digest): MaybePromise<Found | undefined>
  /** As the store has it now. */
  keep(found: Found): void
  /** Its last-seen moved. It is no younger for that: it was read when it was read. */
  see(digest: Digest, lastSeen: Seconds): void
  clear(): void
}

/** What this process itself has read. */
export interface OwnIdentities extends IdentityCache {
  find(digest: Digest): Found | undefined
  /** `at`: when the store was read; now by default. */
  keep(found: Found, at?: Seconds): void
}

/** No identity is recalled from this second of its age on. */
export const recalledFor: Seconds = 30

interface Kept {
  readonly found: Found
  readonly at: Seconds
}

/** `size`: how many it holds; the oldest go. 0 holds none. */
export function createIdentityCache(clock: Clock, size: number): OwnIdentities {
  const kept = new Map<Digest, Kept>()
  return {
    find(digest) {
      const known = kept.get(digest)
      if (known === undefined) return undefined
      if (isYoung(known.at, clock())) return known.found
      kept.delete(digest)
      return undefined
    },
    keep(found, at = clock()) {
      const { digest } = found.secret
      // Read again within the second, and nothing has moved: on authoritative routes that is most of the reads.
      if (isAsKept(kept.get(digest), found, at)) return
      const known = essence(found)
      if (size === 0 || known === null) return
      kept.delete(digest)
      for (const oldest of kept.keys()) {
        if (kept.size < size) break
        kept.delete(oldest)
      }
      kept.set(digest, { found: known, at })
    },
    see(digest, lastSeen) {
      const known = kept.get(digest)
      if (known?.found.session == null) return
      kept.set(digest, { ...known, found: { ...known.found, session: { ...known.found.session, lastSeen } } })
    },
    clear: () => { kept.clear() },
  }
}

/** By all that ever changes. The roles and the scope are compared as objects, which only a store in memory answers twice. */
function isAsKept(known: Kept | undefined, { secret, session, user }: Found, at: Seconds): boolean {
  if (known?.at !== at || !isSameSecret(known.found.secret, secret)) return false
  const { session: before, user: owner } = known.found
  if (session === null || user === null || before === null || owner === null) return false
  return before.lastSeen === session.lastSeen && before.authTime === session.authTime && before.epoch === session.epoch
    && before.idle === session.idle && before.absoluteEnd === session.absoluteEnd && before.scope === session.scope
    && owner.roles === user.roles && owner.version === user.version && owner.epoch === user.epoch && owner.disabled === user.disabled
}

/** Of one digest. */
function isSameSecret(before: Secret, secret: Secret): boolean {
  return before.session === secret.session && before.user === secret.user && before.purpose === secret.purpose
    && before.generation === secret.generation && before.kid === secret.kid && before.created === secret.created
    && before.expires === secret.expires && before.consumed === secret.consumed && before.detail === secret.detail
    && before.lastUsed === secret.lastUsed
}

/** A clock that stepped back makes an entry no younger: it is not used until then. */
export function isYoung(at: Seconds, now: Seconds): boolean {
  return now >= at && now - at < recalledFor
}

/** Who it is, and no more than that. Null: nobody has logged in. */
export function essence({ secret, session, user }: Found): Found | null {
  if (session === null || user === null) return null
  return { secret, session: { ...session, data: null }, user: { ...user, password: null } }
}
