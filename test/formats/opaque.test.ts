import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url } from '../../src/crypto/bytes.ts'
import { sha256 } from '../../src/crypto/hash.ts'
import { opaque } from '../../src/formats/opaque.ts'
import { grantWith, respellings, ringOf } from './ring.ts'

const keys = ringOf()
const session = opaque({ purpose: 'session', prefix: 'lk_se_' })
const refresh = opaque({ purpose: 'refresh', prefix: 'lk_rt_' })

async function issued() {
  return session.issue(grantWith({ purpose: 'session' }), keys)
}

describe('an opaque credential', () => {
  it('B-02: is the secret of the grant behind a prefix, and holds nothing of the user', () => {
    const grant = grantWith({ purpose: 'session' })
    expect(session.issue(grant, keys)).toEqual({
      credential: `lk_se_${grant.secret}`,
      digest: sha256(`lk_se_${grant.secret}`),
    })
  })

  it('B-02: is answered by the digest of the whole of it, under which it was issued', async () => {
    const { credential, digest } = await issued()
    expect(session.accepts(credential)).toBe(true)
    expect(session.verify(credential, keys)).toEqual({ kind: 'reference', purpose: 'session', digest })
  })

  it('D-01: is nothing for another purpose', async () => {
    const { credential } = await issued()
    expect(refresh.accepts(credential)).toBe(false)
    expect(refresh.verify(credential, keys)).toBeNull()
    expect(refresh.verify(credential.replace('lk_se_', 'lk_rt_'), keys)).not.toEqual(session.verify(credential, keys))
  })

  it('B-04: is refused with any other length, character, prefix or spelling', async () => {
    const { credential } = await issued()
    const secret = credential.slice('lk_se_'.length)
    const others = [
      ...respellings(secret).map((text) => `lk_se_${text}`),
      ...[secret, `lk_at_${secret}`, `LK_SE_${secret}`, `lk-se-${secret}`, `${credential}A`, credential.slice(0, -1)],
      ...[` ${credential}`, `${credential}\n`, `lk_se_${'A'.repeat(8192)}`, 'lk_se_', ''],
    ]
    // What is taken spells 32 other bytes: a reference that was never issued, and of the right shape.
    expect(others.filter((text) => session.accepts(text) && !spells32Bytes(text))).toEqual([])
    expect(others.filter((text) => (session.verify(text, keys) !== null) !== session.accepts(text))).toEqual([])
  })

  it('B-04: has the shape of 32 bytes in their one spelling, and every such text has it', () => {
    const text = fc.oneof(
      fc.uint8Array({ minLength: 31, maxLength: 33 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    )
    fc.assert(
      fc.property(text, (secret) => {
        expect(session.accepts(`lk_se_${secret}`)).toBe(spells32Bytes(`lk_se_${secret}`))
      }),
    )
  })

  it('throws for a grant of another purpose, or without a secret: that is a fault of the caller', () => {
    expect(() => session.issue(grantWith(), keys)).toThrow('grant is for access')
    expect(() => session.issue(grantWith({ purpose: 'session', secret: 'short' }), keys)).toThrow(TypeError)
    expect(() => session.issue(grantWith({ purpose: 'session', secret: `${'A'.repeat(42)}B` }), keys)).toThrow(
      /^grant has no secret/,
    )
  })

  it.each(['', 'lk', 'LK_', '_', 'lk__', 'lk.', '.*_', 'lk_ '])('refuses the prefix %j', (prefix) => {
    expect(() => opaque({ purpose: 'session', prefix })).toThrow(TypeError)
  })
})

function spells32Bytes(text: string): boolean {
  return text.startsWith('lk_se_') && decodeBase64url(text.slice('lk_se_'.length))?.length === 32
}
