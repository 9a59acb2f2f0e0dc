import { describe, expect, it } from 'vitest'
import type { Purpose } from '../../../src/contracts.ts'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { createHourKeys } from '../../../src/formats/sealed/hour-keys.ts'

const key = generateKey('token', 'HKDF')
const purposes: readonly Purpose[] = ['session', 'refresh', 'access', 'setup']

describe('the keys of the hours', () => {
  it('D-01: are another for each purpose, hour and key of the ring', () => {
    const other = generateKey('token', 'HKDF')
    const derived = purposes.flatMap((purpose) => {
      const keys = createHourKeys(purpose)
      return [keys.derive(key, 1), keys.derive(key, 2), keys.derive(other, 1)].map((one) =>
        one.export().toString('hex'),
      )
    })
    expect(new Set(derived).size).toBe(12)
  })

  it('D-04: are derived once, and the same by any process', () => {
    const keys = createHourKeys('access')
    expect(keys.derive(key, 1)).toBe(keys.derive(key, 1))
    expect(createHourKeys('access').derive(key, 1).equals(keys.derive(key, 1))).toBe(true)
  })

  it('keep 64 hours, the last ones', () => {
    const keys = createHourKeys('access')
    const first = keys.derive(key, 0)
    for (let hour = 1; hour < 64; hour++) keys.derive(key, hour)
    expect(keys.derive(key, 0)).toBe(first)
    keys.derive(key, 64)
    expect(keys.derive(key, 0)).not.toBe(first)
    expect(keys.derive(key, 0).equals(first)).toBe(true)
  })

  it('name a key by 24 bits of its kid', () => {
    const keys = createHourKeys('access')
    expect(keys.reference({ ...key, kid: 'abc' })).toBe(0xba7816)
    expect(keys.reference(key)).toBe(createHourKeys('refresh').reference(key))
  })
})
