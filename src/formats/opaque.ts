/** A random reference to a record: a prefix and 256 bits. Knows no store, so it can prove nothing but its shape. */
import type { Proof, Purpose, TokenFormat } from '../contracts.ts'
import { sha256 } from '../crypto/hash.ts'

/** What a reference is for, and how one is recognised. */
export interface OpaqueOptions {
  /** What it is good for: stored with the digest, so that no purpose opens what another opens. */
  readonly purpose: Purpose
  /** Makes a leaked one easy to find: `lk_se_`. */
  readonly prefix: string
}

/** 32 bytes in their one spelling: the last of 43 characters carries four bits, so only 16 may stand there. */
const SECRET = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]'
const secretShape = new RegExp(`^${SECRET}$`)

/** References: 32 random bytes behind a prefix, which say nothing; the store knows their SHA-256. A wrong prefix is a `TypeError`. */
export function opaque({ purpose, prefix }: OpaqueOptions): TokenFormat {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*_$/.test(prefix)) {
    throw new TypeError(`prefix is "${prefix}"; expected lower-case words, each with _ behind it`)
  }
  const shape = new RegExp(`^${prefix}${SECRET}$`)
  const accepts = (credential: string): boolean => shape.test(credential)
  return {
    name: 'opaque',
    kind: 'reference',
    accepts,
    issue(grant) {
      if (grant.purpose !== purpose) throw new TypeError(`grant is for ${grant.purpose}; ${prefix} is for ${purpose}`)
      if (!secretShape.test(grant.secret)) throw new TypeError('grant has no secret of 32 bytes in base64url')
      const credential = prefix + grant.secret
      return { credential, digest: sha256(credential) }
    },
    /** What has another shape was never issued: it is refused here, before a store is asked. */
    verify(credential): Proof | null {
      return accepts(credential) ? { kind: 'reference', purpose, digest: sha256(credential) } : null
    },
  }
}
