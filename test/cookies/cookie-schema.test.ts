import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCookie } from '../../src/cookies/define-cookie.ts'
import { encodeText } from '../../src/cookies/json.ts'
import { schemaOf, type StandardSchema } from '../../src/cookies/standard-schema.ts'
import { headerOf } from './headers.ts'

describe('the schema of a cookie', () => {
  const plain = <Output, Input>(schema: StandardSchema<Input, Output>) =>
    defineCookie('a', { schema, protection: 'plain' })

  it('may fill in what is missing', () => {
    const cookie = plain(z.object({ size: z.number().default(10) }))
    expect(cookie.read(headerOf(cookie.write({})))).toEqual({ status: 'valid', value: { size: 10 }, renew: false })
  })

  it('may give more than JSON, where it reads JSON again', () => {
    const cookie = plain(z.object({ day: z.coerce.date() }))
    const value = { day: new Date('2027-01-02') }
    expect(cookie.read(headerOf(cookie.write(value)))).toEqual({ status: 'valid', value, renew: false })
  })

  it.each([
    ['reads another thing than it gives', z.string().transform(Number), '5'],
    ['changes a value each time', z.string().transform((text) => `${text}!`), 'a'],
    ['gives nothing', schemaOf(() => undefined), 1],
    ['lets through what JSON does not know', schemaOf((value) => (typeof value === 'number' ? value : null)), NaN],
    ['lets through a member __proto__', schemaOf((value) => value), JSON.parse('{"__proto__":1}')],
  ])('is a TypeError to write with when it %s', (_, schema: StandardSchema, value: unknown) => {
    expect(() => plain(schema).write(value)).toThrow(/^the schema of cookie __Host-a does not read what it wrote/)
  })

  it('is a TypeError when it is asynchronous, to read and to write with, and its failure is nobody’s', async () => {
    const slow: StandardSchema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('too late')) },
    }
    const cookie = plain(slow)
    const message = 'the schema of a cookie is asynchronous; expected one that answers at once'
    expect(() => cookie.write('a')).toThrow(message)
    expect(() => cookie.read(`${cookie.name}=${encodeText('"a"')}`)).toThrow(message)
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve))
  })

  it('may name the place of an issue in either way of the standard, or not at all', () => {
    const issues = [{ message: 'x' }, { message: 'x', path: ['a', { key: 'b' }, 0] }, { message: 'x', path: [] }]
    const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) } }
    expect(() => plain(schema).write('a')).toThrow(/^the schema of cookie __Host-a refuses the value at a\.b\.0$/)
  })

  it('is a TypeError when zod has to wait for it', () => {
    const cookie = plain(z.string().refine(() => Promise.resolve(true)))
    expect(() => cookie.write('a')).toThrow(/asynchronous/)
  })
})
