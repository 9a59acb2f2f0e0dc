/** The file of test vectors as text: the same text whenever it is made. */
import { invalidVectors } from './invalid.ts'
import { keys } from './setting.ts'
import { validVectors } from './valid.ts'

const about = [
  'Test vectors of the sealed token, version 1. The format and its rules: docs/token-format.md.',
  'keys: by name, the kid in text and the 32 bytes in hexadecimal. They are published here, so they protect nothing.',
  'Every vector: what whoever opens the token names (keys, in their order; purpose, issuer, audience, now in seconds since 1970), and the token.',
  'valid: the token opens and states exactly these claims; credential is the jti. It is in its time at now, with 30 seconds of leeway.',
  'inside: what is derived on the way to a valid token, in hexadecimal.',
  'invalid: the token is refused, whatever its times. rule: the first rule that it breaks, in the order of the page.',
]

export function tokenVectors(): string {
  const file = { about, format: 'lk', version: 1, keys, valid: validVectors(), invalid: invalidVectors() }
  return `${JSON.stringify(file, null, 1)}\n`
}
