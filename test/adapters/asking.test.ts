import { describe, expect, it } from 'vitest'
import { isClosed } from '../../src/adapters/asking.ts'

describe('a function of what is open', () => {
  const closed = { except: (path: string) => path.startsWith('/public/') }

  it.each(['/public/', '/public/a.css', '/public/a..b/%C3%A4.css', '/public/.well-known/x', '/public/100%25'])('opens %s', (path) => {
    expect(isClosed(closed, path)).toBe(false)
  })

  it.each([
    '/orders', '/public/../orders', '/public/./../orders', '/public/..', '/public/%2e%2e/orders', '/public/..%2forders', '/public/%2E%2E%2Forders',
    '/public/..\\orders', '/public/%5c..%5corders', '/public//../../orders', '/public//x', '/public/%252e%252e/orders', '/public/x%00', '/public/%', '/public/%ff',
    'http://localhost/public/x',
  ])('is not asked about %s, which may be read as another path', (path) => {
    expect(isClosed(closed, path)).toBe(true)
  })
})

it('a list opens what it names, whole and as it is sent', () => {
  const closed = { except: ['/', '/healthz'] }
  expect(['/', '/healthz', '/healthz/', '//healthz', '/HEALTHZ', '/%68ealthz', '/healthz/../orders'].map((path) => isClosed(closed, path)))
    .toEqual([false, false, true, true, true, true, true])
})
