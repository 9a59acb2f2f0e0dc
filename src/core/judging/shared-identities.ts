/**
 * Identities that nodes share. They are sealed under a key of the deployment: the cache between the nodes learns nobody's
 * name, and who can write to it, or shares it with another deployment, logs nobody in.
 */
import type { KeyObject } from 'node:crypto'
import type { Clock, Digest, Found, Seconds, SharedCache } from '../../contracts.ts'
import { open, seal } from '../../crypto/aead.ts'
import { deriveKey } from '../../crypto/hkdf.ts'
import type { Circuit } from '../parts/circuit.ts'
import { essence, type IdentityCache, isYoung, type OwnIdentities, recalledFor } from './identity-cache.ts'

export interface SharedIdentities {
  readonly own: OwnIdentities
  readonly cache: SharedCache
  readonly circuit: Circuit
  /** Newest first: the first seals, all open. */
  readonly sealing: readonly KeyObject[]
  readonly clock: Clock
  /** The instance and the log of its store: another deployment has another, whatever it shares, and so has a store that was taken back. */
  readonly place: () => string
}

export function shareIdentities({ own, cache, circuit, sealing, clock, place }: SharedIdentities): IdentityCache {
  const envelope = createEnvelope(sealing, place)

  async function lookUp(digest: Digest): Promise<Found | undefined> {
    const text = await circuit.ask(() => cache.get(digest))
    const known = text == null ? null : envelope.open(digest, text, clock())
    if (known === null) return undefined
    own.keep(known.found, known.at)
    return known.found
  }

  return {
    find: (digest) => own.find(digest) ?? lookUp(digest),
    see: (digest, lastSeen) => { own.see(digest, lastSeen) },
    clear: () => { own.clear() },
    keep(found) {
      own.keep(found)
      const known = essence(found)
      if (known === null) return
      const { digest } = known.secret
      void circuit.ask(async () => cache.set(digest, envelope.seal(known, clock()), recalledFor))
    },
  }
}

interface Envelope {
  seal(found: Found, at: Seconds): string
  /** Null: not ours, made for another digest, or too old. */
  open(digest: Digest, text: string, now: Seconds): { readonly found: Found, readonly at: Seconds } | null
}

/** `<when>.<sealed>`. When, where, and whose digest it is, are authenticated: an old text that is put back, or elsewhere, opens nothing. */
function createEnvelope(sealing: readonly KeyObject[], where: () => string): Envelope {
  const keysAt = hourly(sealing)
  const place = (digest: Digest, at: Seconds) => `latchkey shared identity v2\n${where()}\n${at}\n${digest}`
  return {
    seal(found, at) {
      const [key] = keysAt(at)
      if (key === undefined) throw new TypeError('there is no key to seal identities with')
      return `${at}.${seal(key, Buffer.from(JSON.stringify(found)), place(found.secret.digest, at)).toString('base64url')}`
    },
    open(digest, text, now) {
      const [, when = '', sealed = ''] = /^([1-9]\d{0,11})\.([\w-]+)$/.exec(text) ?? []
      const at = Number(when)
      if (when === '' || !isYoung(at, now)) return null
      const bytes = Buffer.from(sealed, 'base64url')
      for (const key of keysAt(at)) {
        const opened = open(key, bytes, place(digest, at))
        if (opened !== null) return { found: JSON.parse(opened.toString()) as Found, at } // sealed by this very version of ours
      }
      return null
    },
  }
}

/** A key for each hour: one key with random nonces may seal 2^32 times at most (SP 800-38D §8.3), and each read of the store seals. */
function hourly(sealing: readonly KeyObject[]): (at: Seconds) => readonly KeyObject[] {
  let known = { hour: -1, keys: [] as readonly KeyObject[] }
  return (at) => {
    const hour = Math.floor(at / 3600)
    if (known.hour !== hour) known = { hour, keys: sealing.map((key) => deriveKey(key, `latchkey shared identities\n${hour}`)) }
    return known.keys
  }
}
