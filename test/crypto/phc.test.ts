import { describe, expect, it } from 'vitest'
import { formatPhc, parsePhc } from '../../src/crypto/phc.ts'

const salt = Buffer.from('0123456789abcdef')
const tag = Buffer.alloc(32, 0xfb)
const text = '$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s'

describe('a PHC string', () => {
  it('A-05: holds all parameters, salt and tag, in the standard alphabet without padding', () => {
    expect(formatPhc({ memoryKiB: 19_456, iterations: 2, parallelism: 1, salt, tag })).toBe(text)
  })

  it('is read again', () => {
    expect(parsePhc(text)).toEqual({ memoryKiB: 19_456, iterations: 2, parallelism: 1, salt, tag })
  })

  it.each([
    ['nothing', ''],
    ['text', 'secret'],
    ['argon2i', text.replace('argon2id', 'argon2i')],
    ['bcrypt', '$2b$10$abcdefghijklmnopqrstuv'],
    ['an older version', text.replace('v=19', 'v=16')],
    ['no version', text.replace('$v=19', '')],
    ['no memory', text.replace('m=19456,', '')],
    ['a leading zero', text.replace('t=2', 't=02')],
    ['another order', text.replace('m=19456,t=2', 't=2,m=19456')],
    ['something behind it', `${text}\n`],
    ['something before it', ` ${text}`],
    ['no tag', text.slice(0, text.lastIndexOf('$') + 1)],
  ])('is not %s', (_, other) => expect(parsePhc(other)).toBeNull())
})
