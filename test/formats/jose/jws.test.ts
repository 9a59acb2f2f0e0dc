import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { compactVerify, CompactSign } from 'jose'
import { describe, expect, it } from 'vitest'
import { signJws, verifyJws } from '../../../src/formats/jose/jws.ts'
import { importKey } from '../../../src/formats/jose/keys.ts'
import { respellings } from '../ring.ts'
import { codeOf } from './codes.ts'
import { pairs, signatureOf } from './pairs.ts'

const base64url = (text: string) => Buffer.from(text).toString('base64url')

describe.each(pairs)('JWS of $alg', ({ alg, key, secret, public: publicHalf }) => {
  const others = importKey(publicHalf, { alg })
  const header = base64url(JSON.stringify({ alg }))
  /** Signs anything, by Node alone: what follows fails for no other reason than its header or its spelling. */
  const resign = (input: string) => `${input}.${signatureOf(secret, alg, input)}`

  it('gives back any payload byte for byte, with the header that was signed', () => {
    for (const payload of [Buffer.alloc(0), Buffer.from([0, 255, 128, 10]), Buffer.alloc(4000, 7)]) {
      const verified = verifyJws(signJws(payload, key, { typ: 'x', kid: 'k' }), others)
      expect(verified).toEqual({ payload: new Uint8Array(payload), header: { alg, typ: 'x', kid: 'k' } })
      expect(verified.payload.buffer.byteLength).toBe(payload.length)
    }
  })

  it('is verified by jose, and verifies what jose signs', async () => {
    const token = signJws('text', key)
    expect(Buffer.from((await compactVerify(token, publicHalf)).payload).toString()).toBe('text')
    // Half of what jose signs with ES256 has a high s: valid as a JWS, though no access token of ours.
    for (let i = 0; i < 10; i++) {
      const theirs = await new CompactSign(Buffer.from('text')).setProtectedHeader({ alg }).sign(secret)
      expect(Buffer.from(verifyJws(theirs, others).payload).toString()).toBe('text')
    }
  })

  it('C-01: is refused with any bit of the signature changed, and any byte of the token', () => {
    const token = signJws('text', key)
    const [encoded, payload, signature = ''] = token.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      return `${encoded}.${payload}.${copy.toString('base64url')}`
    })
    const changed = [...token].flatMap((character, at) => [
      token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1),
      token.slice(0, at) + token.slice(at + 1),
      `${token.slice(0, at)}.${token.slice(at)}`,
    ])
    expect([...flipped, ...changed].filter((one) => codeOf(() => verifyJws(one, others)) === null)).toEqual([])
  })

  it('C-05: has one spelling', () => {
    const parts = signJws('text', key).split('.')
    const spelt = parts.flatMap((part, at) => respellings(part).map((text) => parts.with(at, text).join('.')))
    expect(spelt.filter((one) => codeOf(() => verifyJws(one, others)) === null)).toEqual([])
    const payload = base64url('four')
    const doubtful = respellings(payload).filter((text) => Buffer.from(text, 'base64url').toString() === 'four')
    expect(codeOf(() => verifyJws(resign(`${header}.${payload}`), others))).toBeNull()
    expect(doubtful.filter((text) => codeOf(() => verifyJws(resign(`${header}.${text}`), others)) === null)).toEqual([])
  })

  it('C-01: is refused under every other algorithm, none included, whatever the signature', () => {
    const names = ['none', 'None', 'nOnE', 'NONE', '', 'HS256', 'RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'HS1', alg.toLowerCase(), `${alg} `]
    for (const name of names.filter((one) => one !== alg)) {
      const input = `${base64url(JSON.stringify({ alg: name }))}.e30`
      const codes = [resign(input), `${input}.`].map((token) => codeOf(() => verifyJws(token, others)))
      expect([name, ...codes]).toEqual([name, 'algorithm_mismatch', 'algorithm_mismatch'])
    }
    for (const value of [undefined, null, 0, true, [alg], {}]) {
      expect(codeOf(() => verifyJws(resign(`${base64url(JSON.stringify({ alg: value }))}.e30`), others))).toBe('header_refused')
    }
  })

  it('C-02, C-07, C-08: is refused with a header that brings a key, asks for more, or reads in two ways', () => {
    const members = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']
      .flatMap((name) => ['{}', '[]', '""', 'null', 'true', 'false', '["exp"]', '["b64"]'].map((value) => `{"alg":"${alg}","${name}":${value}}`))
    const deep = `${'['.repeat(50)}${']'.repeat(50)}`
    const texts = [
      ...members, `{"alg":"none","alg":"${alg}"}`, `{"alg":"${alg}","alg":"${alg}"}`, `{"alg":"${alg}","\\u0061lg":"none"}`,
      `\ufeff{"alg":"${alg}"}`, `{"alg":"${alg}"} x`, `[{"alg":"${alg}"}]`, `{"alg":"${alg}","x":${deep}}`, `"${alg}"`, 'null', '',
      `{"alg":"${alg}","__proto__":{}}`, `{"alg":"${alg}","kid":7}`, `{"alg":"${alg}","x":"\\ud800"}`, `{"alg":"${alg}",}`,
    ]
    for (const text of texts) {
      expect([text, codeOf(() => verifyJws(resign(`${base64url(text)}.e30`), others))]).toEqual([text, 'header_refused'])
    }
    const spaced = resign(`${base64url(`{ "x" : { "y" : [ 1 ] } ,\n"alg":"${alg}" }`)}.e30`)
    expect(codeOf(() => verifyJws(spaced, others))).toBeNull()
    const latin = Buffer.from(`{"alg":"${alg}","x":"\u00e9"}`, 'latin1').toString('base64url')
    expect(codeOf(() => verifyJws(resign(`${latin}.e30`), others))).toBe('header_refused')
  })
})

describe.each(pairs.filter(({ alg }) => alg.startsWith('ES')))('a signature of $alg', ({ key }) => {
  it('C-05, C-06: has r and s of one width each: with zeros in front they are others', () => {
    const [header, payload, signature = ''] = signJws('text', key).split('.')
    const raw = Buffer.from(signature, 'base64url')
    const halves = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)]
    const padded = [1, 2, 16].map((zeros) => Buffer.concat(halves.flatMap((half) => [Buffer.alloc(zeros), half])))
    const codes = padded.map((bytes) => codeOf(() => verifyJws(`${header}.${payload}.${bytes.toString('base64url')}`, key)))
    expect(codes).toEqual(codes.map(() => 'signature_invalid'))
  })
})

describe('signJws', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

  it('writes the kid of its key, unless it is told another', () => {
    const key = importKey(privateKey, { kid: 'mine' })
    expect(verifyJws(signJws('x', key), key).header).toEqual({ alg: 'EdDSA', kid: 'mine' })
    expect(verifyJws(signJws('x', key, { kid: 'yours' }), key).header).toEqual({ alg: 'EdDSA', kid: 'yours' })
  })

  it('C-09: signs with RSA only where somebody says how', () => {
    expect(codeOf(() => signJws('x', rsa.privateKey))).toBe('key_refused')
    for (const alg of ['RS256', 'PS256']) {
      expect(verifyJws(signJws('x', rsa.privateKey, { alg }), rsa.publicKey, { alg }).header).toEqual({ alg })
    }
    expect(codeOf(() => signJws('x', importKey(rsa.privateKey, { alg: 'RS256' }), { alg: 'PS256' }))).toBe('key_refused')
  })

  it('RFC 9864: EdDSA and Ed25519 are two names of one algorithm', () => {
    const [one, other] = ['EdDSA', 'Ed25519'].map((alg) => importKey(privateKey, { alg }))
    for (const signing of [one, other]) {
      for (const verifying of [one, other, createPublicKey(privateKey)]) {
        expect(signing && verifying && codeOf(() => verifyJws(signJws('x', signing), verifying))).toBeNull()
      }
    }
  })

  it('C-02, C-08: writes no header that nobody may read', () => {
    for (const member of ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']) {
      expect(codeOf(() => signJws('x', privateKey, { [member]: ['x'] }))).toBe('header_refused')
    }
    expect(codeOf(() => signJws('x', privateKey, { kid: 'x'.repeat(2000) }))).toBe('header_refused')
    expect(codeOf(() => signJws('x', privateKey, { x: '\ud800' }))).toBe('header_refused')
    expect(codeOf(() => signJws('x', privateKey, { kid: 7 as unknown as string }))).toBe('header_refused')
    expect(codeOf(() => signJws('half a pair: \ud800', privateKey))).toBe('malformed')
    expect(verifyJws(signJws('x', privateKey, { typ: undefined as unknown as string }), privateKey).header).toEqual({ alg: 'EdDSA' })
  })

  it('C-05: makes no token of more than 8192 characters', () => {
    expect(codeOf(() => signJws(Buffer.alloc(6000), privateKey))).toBeNull()
    expect(codeOf(() => signJws(Buffer.alloc(6144), privateKey))).toBe('malformed')
  })

  it('gives a header that cannot be changed under whoever asks next', () => {
    const key = importKey(privateKey)
    const token = signJws('x', key, { list: [1] })
    const { header } = verifyJws(token, key)
    expect(Object.isFrozen(header) && Object.isFrozen(header['list'])).toBe(true)
    expect(verifyJws(token, key).header).toEqual({ alg: 'EdDSA', list: [1] })
  })
})

describe('verifyJws', () => {
  const key = generateKeyPairSync('ed25519').publicKey

  it('C-05: refuses what is no compact JWS', () => {
    const others = ['', '.', '..', 'a.b', 'a.b.c.d', '{"payload":"","signatures":[]}', null, undefined, 7, {}, ['a.b.c'], Buffer.from('a.b.c')]
    for (const token of others) expect(codeOf(() => verifyJws(token as string, key))).toMatch(/^(malformed|header_refused)$/)
  })

  it.each([
    ['a long token', (n: number) => 'a'.repeat(n)],
    ['dots', (n: number) => '.'.repeat(n)],
    ['a long header', (n: number) => `${'a'.repeat(n)}.e30.AA`],
    ['a long payload', (n: number) => `e30.${'a'.repeat(n)}.AA`],
    ['a long signature', (n: number) => `e30.e30.${'a'.repeat(n)}`],
    ['a deep header', (n: number) => `${base64url(`{"alg":${'['.repeat(n)}`)}.e30.AA`],
    ['a header of many members', (n: number) => `${base64url(`{${'"a":1,'.repeat(n / 6)}"alg":"EdDSA"}`)}.e30.AA`],
  ])('C-05: refuses %s at no cost, however long', (_, make) => {
    const bombs = [1e5, 1e6].map(make)
    const start = performance.now()
    for (const bomb of bombs) for (let i = 0; i < 50; i++) expect(codeOf(() => verifyJws(bomb, key))).not.toBeNull()
    expect((performance.now() - start) / 100).toBeLessThan(1)
    const within = make(1400)
    const before = performance.now()
    for (let i = 0; i < 50; i++) codeOf(() => verifyJws(within, key))
    expect((performance.now() - before) / 50).toBeLessThan(1)
  })
})
