import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { schemaOf, type StandardSchema, validate } from '../../src/cookies/standard-schema.ts'

const even = schemaOf((value) => typeof value === 'number' && value % 2 === 0 ? value : null)

describe('schemaOf', () => {
  it('makes a Standard Schema of version 1', () => {
    expect(even['~standard']).toMatchObject({ version: 1, vendor: 'latchkey' })
  })

  it('takes what its function answers, and refuses where that is null', () => {
    expect(validate(even, 2)).toEqual({ value: 2 })
    expect(validate(even, 1)).toEqual({ issues: [{ message: 'not as expected' }] })
  })

  it('takes false, 0 and the empty string for values like others', () => {
    const any = schemaOf((value) => value)
    expect([false, 0, ''].map((value) => validate(any, value))).toEqual([{ value: false }, { value: 0 }, { value: '' }])
  })
})

describe('validate', () => {
  it('takes schemas of zod as they are', () => {
    const schema: StandardSchema<unknown, { n: number }> = z.object({ n: z.number() })
    expect(validate(schema, { n: 1, m: 2 })).toEqual({ value: { n: 1 } })
    expect(validate(schema, { n: '1' }).issues?.[0]?.path).toEqual(['n'])
  })
})
