/** `Authorization: Bearer` (RFC 6750 §2.1), added by the client. Knows HTTP, knows nothing about tokens. */
import type { Transport } from '../contracts.ts'
import { fieldValues } from './field.ts'

/** The scheme without regard to case (RFC 9110 §11.1), and not the beginning of a longer one. */
const scheme = /^bearer(?![!#$%&'*+\-.^_`|~0-9a-z])/i

const none: readonly string[] = []

const PLAIN_SCHEME = 'Bearer '
const SPACE = 0x20

/** As nearly every client writes it, one line with one blank: the value is what the rules below would find. */
function isPlain(line: string): boolean {
  return line.startsWith(PLAIN_SCHEME) && line.charCodeAt(PLAIN_SCHEME.length) > SPACE && line.charCodeAt(line.length - 1) > SPACE && !line.includes(', ')
}

/**
 * `Bearer` with nothing behind it is an empty value, so that it is refused as a bad credential and not taken for none.
 * Another scheme, such as Basic, is not ours: no value. Beside a Bearer it is counted, since the header came twice.
 */
export function bearer(): Transport {
  return {
    name: 'bearer',
    read(request) {
      const line = request.header('authorization')
      if (line === undefined) return none
      if (isPlain(line)) return [line.slice(PLAIN_SCHEME.length)]
      const values = fieldValues(line)
      return values.some((value) => scheme.test(value)) ? values.map(withoutScheme) : []
    },
  }
}

function withoutScheme(value: string): string {
  return scheme.test(value) ? value.replace(scheme, '').replace(/^ +/, '') : value
}
