/**
 * `latchkey/verify`: for a service that issues nothing and only checks what Latchkey issues. It knows the issuer's keys and
 * no store: what was revoked since is believed until the token is old, unless `revocations` tells (docs/verify.md).
 */
import type { Authentication, Carrier, Keys, Proof, RequestView } from './contracts.ts'
import { present, prove, type Shown } from './core/credentials.ts'
import { createProofCache } from './core/judging/proof-cache.ts'
import { viewOf } from './core/request-view.ts'
import { ageRefusal, principalOf, statementRefusal } from './core/judging/statement-rules.ts'
import { jwt, namedKey } from './formats/jwt.ts'
import { bearer } from './transports/bearer.ts'
import { settle, type Settings, type VerifierOptions } from './verify/options.ts'

export type { Authentication, Principal, RefusalCode, RequestView, SigningAlgorithm } from './contracts.ts'
export type { Jwk } from './formats/jose/jwk.ts'
export type { JwkSet } from './formats/jose/keys.ts'
export { type Fetch, KeySetError } from './verify/fetch-key-set.ts'
export type { RevocationOptions, VerifierOptions } from './verify/options.ts'
export { RevocationsError } from './verify/status-lists.ts'

/** Checks tokens of one issuer. */
export interface Verifier {
  /**
   * Who is asking: by a request's `Authorization: Bearer`, or by a token that was found elsewhere. Anonymous, authenticated or
   * refused, and never throws for what a stranger sent. Rejects with a `KeySetError` where the issuer's keys are not to be
   * had, and with a `RevocationsError` where what was revoked cannot be known: that is a 503, and never a 401.
   */
  verify(shown: string | Request | RequestView): Promise<Authentication>
  /** Ends the revocation feed, where there is one: until then it keeps its connection, and the process. */
  close(): void
}

/** Synchronous: wrong options throw a `TypeError` here. A key set by URL is read at the first token. */
export function createVerifier(options: VerifierOptions): Verifier {
  const settings = settle(options)
  const transport = bearer()
  // This names the kind, symmetric or not; which of its algorithms a key is for, the key says.
  const format = jwt({ algorithm: settings.algorithms.includes('HS256') ? 'HS256' : 'EdDSA' })
  const carrier: Carrier = { name: 'jwt', format, transports: [transport] }
  const proofOf = createProving(settings)

  async function judge(shown: Shown): Promise<Authentication> {
    const proof = await proofOf(shown)
    if (proof?.kind !== 'statement') return { status: 'refused', reason: 'credential_invalid' }
    const { rules, revocations } = settings
    const now = settings.clock()
    // With NaN every comparison is false, and nothing would ever end.
    if (!Number.isFinite(now)) throw new TypeError(`clock answers ${now}; expected seconds since 1970`)
    const reason = statementRefusal(proof.statement, rules, now) ?? ageRefusal(proof.statement, rules, now)
    if (reason !== null) return { status: 'refused', reason }
    for (const known of revocations) {
      const refusal = await known.refusal(proof.statement)
      if (refusal !== null) return { status: 'refused', reason: refusal }
    }
    return { status: 'authenticated', principal: principalOf(proof.statement, carrier.name) }
  }

  return {
    close: settings.close,
    async verify(shown) {
      if (typeof shown === 'string') {
        return judge({ credential: shown, transport, carrier: format.accepts(shown) ? carrier : null })
      }
      const presented = present(shown instanceof Request ? viewOf(shown) : shown, [carrier])
      if (presented.count === 'none') return { status: 'anonymous' }
      if (presented.count === 'many') return { status: 'refused', reason: 'ambiguous_credentials' }
      return judge(presented.shown)
    },
  }
}

/** Proves as core does; and where a token names a key that is not known, asks the issuer first. */
function createProving({ source, algorithms, provedCredentials }: Settings): (shown: Shown) => Promise<Proof | null> {
  const prover = { ring: source, keys: source.keys, proofs: createProofCache(provedCredentials) }
  const taken: readonly unknown[] = algorithms

  async function isNowKnown(credential: string, before: Keys): Promise<boolean> {
    const named = namedKey(credential)
    if (named === null || !taken.includes(named.alg)) return false
    if (source.keys().find('jwt', named.kid) === undefined) return source.seek(named.kid)
    // It came with the set that another request waited for.
    return source.keys() !== before
  }

  return async (shown) => {
    const before = source.keys()
    const proof = await prove(prover, shown)
    if (proof !== null) return proof
    return await isNowKnown(shown.credential, before) ? prove(prover, shown) : null
  }
}
