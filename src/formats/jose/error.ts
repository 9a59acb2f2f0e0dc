/** Why `latchkey/jose` refuses something. No token, key or claim's value is ever in a message. */

export type JoseErrorCode =
  /** Not compact, not strict base64url or JSON, or too large. */
  | 'malformed'
  /** The header holds what would choose the key or change the rules, or lacks what was asked for. */
  | 'header_refused'
  /** The header names another algorithm than the key's. */
  | 'algorithm_mismatch'
  /** No key of the set, or more than one, answers to the header. */
  | 'key_not_found'
  /** The key is weak, malformed, for another use, or does not say its algorithm. */
  | 'key_refused'
  | 'signature_invalid'
  | 'decryption_failed'
  | 'claim_missing'
  | 'claim_invalid'
  | 'expired'
  | 'not_yet_valid'

/** Why something was refused, as a code; the message holds no token, key or value. */
export class JoseError extends Error {
  override readonly name = 'JoseError'
  readonly code: JoseErrorCode
  /** The claim that it is about, if it is about one. */
  readonly claim: string | undefined

  constructor(code: JoseErrorCode, message: string, claim?: string) {
    super(message)
    this.code = code
    this.claim = claim
  }
}
