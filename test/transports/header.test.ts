import { describe, expect, it } from 'vitest'
import { header } from '../../src/transports/header.ts'
import { requestWith } from './request.ts'

describe('the header transport', () => {
  it('reads X-Auth-Token', () => expect(header().read(requestWith({ 'x-auth-token': ' abc\t' }))).toEqual(['abc']))

  it('D-10: reads the one configured name and no other', () => {
    const custom = header({ name: 'X-My-Token' })
    expect(custom.read(requestWith({ 'x-my-token': 'abc', 'x-auth-token': 'no', authorization: 'Bearer no' }))).toEqual(
      ['abc'],
    )
    expect(custom.read(requestWith({ 'x-auth-token': 'no' }))).toEqual([])
  })

  it('D-10: reads several values from a header that came twice', () => {
    expect(header().read(requestWith({ 'x-auth-token': 'a, b' }))).toEqual(['a', 'b'])
    expect(header().read(requestWith({ 'x-auth-token': 'a,a' }))).toEqual(['a,a'])
  })

  it('reads an empty value from an empty header, so that it is refused and not taken for none', () => {
    expect(header().read(requestWith({ 'x-auth-token': '' }))).toEqual([''])
  })

  it('is told from one of another name by its name, without regard to case', () => {
    expect(header({ name: 'X-A' }).name).toBe('header:x-a')
    expect(header({ name: 'x-a' }).name).toBe('header:x-a')
  })

  it.each([
    'Authorization',
    'cookie',
    'Accept',
    'content-type',
    'Range',
    'Accept-Language',
    '',
    'a b',
    'a\r\nb',
    'ä',
    '1a',
  ])('D-10: refuses the name %j', (name) => expect(() => header({ name })).toThrow(TypeError))
})
