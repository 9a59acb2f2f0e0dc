/** Where a person may be sent after a form. The public payloads are tried in test/attacks/open-redirect.test.ts. */
import { describe, expect, it } from 'vitest'
import { safeReturnTo } from '../../src/http/return-to.ts'

const origin = 'https://app.example.com'

describe('E-03: a way back', () => {
  it.each([
    ['/', '/'], ['/orders', '/orders'], ['/orders?page=2&sort=asc#top', '/orders?page=2&sort=asc#top'],
    ['/a/../b', '/b'],
    ['/?next=//evil.example', '/?next=//evil.example'], ['/@evil.example', '/@evil.example'], ['/a:b@c', '/a:b@c'],
    ['/caf\u00e9', '/caf%C3%A9'], ['/a b', '/a%20b'], ['/%2f%2fevil.example', '/%2f%2fevil.example'],
    ['/https://evil.example', '/https://evil.example'],
    [`/${'a'.repeat(2047)}`, `/${'a'.repeat(2047)}`],
  ])('is the path %s of our own origin', (value, path) => {
    expect(safeReturnTo(value, origin)).toBe(path)
  })

  it.each([
    null, undefined, '', 'orders', './orders', '?a', '#a', '//evil.example', '///evil.example', '/\\evil.example',
    '\\\\evil.example', '/a\\b',
    'https://app.example.com/', 'https://app.example.com.evil.example/', 'https:evil.example', 'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example', '/\r\nSet-Cookie: a=b', '/\u0000', '/\u007f', '/\u0085', '/\u200b', '/\u202e', '/\ud800',
    '/\ufeff', ' /orders', '\t/orders',
    '/.//evil.example', '/a/..//evil.example', '/%2e//evil.example', '/a/%2E%2e//evil.example', '/./\\evil.example',
    `/${'a'.repeat(2048)}`,
  ])('is none for %j', (value) => {
    expect(safeReturnTo(value, origin)).toBeNull()
  })
})
