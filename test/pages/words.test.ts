import { describe, expect, it } from 'vitest'
import { passwordErrors, usernameErrors, wordsFor, type Words } from '../../src/pages/words.ts'
import { problem } from './views.ts'

/** The table of the HTTP contract (DESIGN.md, section 6). */
const codes = `malformed_request unknown_field ambiguous_credentials
  invalid_credentials credential_missing credential_invalid credential_expired credential_stale
  session_revoked token_reused
  csrf_rejected insufficient_scope forbidden reauthentication_required signup_closed key_not_writable
  not_found method_not_allowed not_acceptable
  username_taken precondition_failed body_too_large unsupported_media_type unknown_host precondition_required
  username_rejected password_rejected throttled unavailable busy`.split(/\s+/)

const sentences = ({ what, then }: Words) => `${what}. ${then}`
const fallback = sentences(wordsFor(problem('no_such_code')))

describe('the words for a refusal', () => {
  it.each(codes)('%s has some of its own, in whole sentences', (code) => {
    const words = wordsFor(problem(code))
    expect(sentences(words)).not.toBe(fallback)
    expect(words.what).toMatch(/^[A-Z].*[^.!]$/)
    expect(words.then).toMatch(/^[A-Z].*\.$/)
  })

  it('are different for different codes', () => {
    expect(new Set(codes.map((code) => wordsFor(problem(code)).what)).size).toBe(codes.length)
  })

  it.each(codes)('%s neither pleads nor shouts nor blames', (code) => {
    expect(sentences(wordsFor(problem(code)))).not.toMatch(/please|sorry|oops|error|invalid|!/i)
  })

  it('never say which half of a login was wrong', () => {
    expect(sentences(wordsFor(problem('invalid_credentials'))))
      .toBe('That user name and password do not match. Check both and try again.')
  })

  it('say how long to wait, where that is known', () => {
    expect(wordsFor(problem('throttled', { retryAfter: 40 })).then).toBe('You can try again in 40 seconds.')
    expect(wordsFor(problem('throttled')).then).toBe('Try again later, or ask an administrator.')
    expect(wordsFor(problem('busy', { retryAfter: 1 })).then).toBe('You can try again in 1 second.')
  })

  it('calm whoever meets trouble of the store', () => {
    expect(wordsFor(problem('unavailable')).then).toBe('If you were logged in, you still are. Try again in a moment.')
    expect(wordsFor(problem('unavailable', { retryAfter: 5 })).then)
      .toBe('If you were logged in, you still are. You can try again in 5 seconds.')
  })

  it('are closer where the form is known', () => {
    expect(wordsFor(problem('invalid_credentials'), 'password').what).toBe('That is not your current password')
    expect(wordsFor(problem('throttled'), 'password').what).toBe('Too many attempts')
  })

  it.each(['', '__proto__', 'constructor', 'toString', '<script>', 'password/', 'undefined/'])(
    'are there for a code that nobody knows: %j', (code) => {
      expect(sentences(wordsFor(problem(code, { status: 418 })))).toBe(fallback)
      expect(wordsFor(problem(code, { status: 500 })).what).toBe('Something went wrong on our side')
    })
})

describe('the errors at a field', () => {
  it.each(['too_short', 'too_long', 'common', 'context'])('%s has a sentence', (reason) => {
    const errors = passwordErrors(problem('password_rejected', { reasons: [reason] }))
    expect(errors).toEqual([expect.stringMatching(/^That password is too /)])
  })

  it('are never none for a refused password', () => {
    for (const reasons of [[], ['another'], ['__proto__']]) {
      const errors = passwordErrors(problem('password_rejected', { reasons }))
      expect(errors).toEqual(['That password cannot be used. Choose another.'])
    }
  })

  it('name the user name and the rule', () => {
    expect(usernameErrors(problem('username_rejected'), 'a b')).toEqual([
      '“a b” cannot be used. Use 3 to 64 letters, digits, dots, dashes or underscores, or an e-mail address.',
    ])
  })

  it('are none where something else was refused', () => {
    expect(passwordErrors(problem('busy', { reasons: ['common'] }))).toEqual([])
    expect(usernameErrors(problem('busy'), 'mira')).toEqual([])
    expect([...passwordErrors(null), ...usernameErrors(null, 'mira')]).toEqual([])
  })
})
