/** One suite for every token format, as `latchkey/testing` gives it to an application with a format of its own. */
import { describe, it } from 'vitest'
import type { Algorithm, KeyUse } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { opaque } from '../../src/formats/opaque.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { formatFacts, type FormatOptions, type MakeFormat } from '../../src/testing.ts'
import { signingAlgorithms } from '../formats/ring.ts'

const newKey = (use: KeyUse, algorithm: Algorithm) => () => generateKey(use, algorithm)

const formats: Readonly<Record<string, readonly [MakeFormat, FormatOptions?]>> = {
  opaque: [() => opaque({ purpose: 'session', prefix: 'lk_se_' })],
  'opaque, for refresh': [() => opaque({ purpose: 'refresh', prefix: 'lk_rt_' }), { purpose: 'refresh' }],
  ...Object.fromEntries(signingAlgorithms.map((algorithm) => (
    [`jwt, by ${algorithm}`, [() => jwt({ algorithm }), { newKey: newKey('jwt', algorithm) }]] as const
  ))),
  sealed: [sealed, { newKey: newKey('token', 'HKDF') }],
}

describe.each(Object.entries(formats))('the format %s', (_, [make, options]) => {
  for (const { name, run } of formatFacts(make, options)) it(name, run)
})
