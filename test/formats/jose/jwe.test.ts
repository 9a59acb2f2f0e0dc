import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { compactDecrypt, CompactEncrypt, FlattenedEncrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Jwk } from '../../../src/formats/jose/jwk.ts'
import { decryptJwt, encryptJwt, importKey, type KeyInput, signJwt, verifyJwt } from '../../../src/jose.ts'
import { now, respellings } from '../ring.ts'
import { codeOf, codeOfAsync } from './codes.ts'

const signing = generateKeyPairSync('ed25519')
const claims = { iss: 'https://as.example', sub: 'mira', exp: now + 600 }
const options = { issuer: 'https://as.example', clock: () => now }
const rejected = (token: string, decrypt: KeyInput) =>
  codeOfAsync(() => decryptJwt(token, { decrypt, verify: signing.publicKey }, options))

interface Kind {
  readonly name: string
  readonly alg: string
  readonly encrypt: KeyInput
  readonly decrypt: KeyInput
  /** For jose. */
  readonly raw: KeyObject | Uint8Array
  readonly rawPrivate: KeyObject | Uint8Array
}

function agreed(name: string, { publicKey, privateKey }: { publicKey: KeyObject, privateKey: KeyObject }): Kind {
  const [encrypt, decrypt] = [publicKey, privateKey].map((key) => importKey(key, { alg: 'ECDH-ES', kid: 'e' }))
  if (encrypt === undefined || decrypt === undefined) throw new Error('no key was made')
  return { name: `ECDH-ES on ${name}`, alg: 'ECDH-ES', encrypt, decrypt, raw: publicKey, rawPrivate: privateKey }
}

function shared(name: string, alg: string): Kind {
  const raw = randomBytes(32)
  const key = importKey(raw, { alg, kid: 'e' })
  return { name, alg: alg === 'A256GCM' ? 'dir' : alg, encrypt: key, decrypt: key, raw, rawPrivate: raw }
}

const kinds: readonly Kind[] = [
  shared('dir', 'A256GCM'), shared('A256GCMKW', 'A256GCMKW'),
  agreed('P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  agreed('P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  agreed('X25519', generateKeyPairSync('x25519')),
]

describe.each(kinds)('an encrypted JWT by $name', ({ alg, encrypt, decrypt, raw, rawPrivate }) => {
  const issue = (members = claims) => encryptJwt(members, { sign: signing.privateKey, encrypt }, { typ: 'at+jwt' })
  const seal = (text: string, header: object = {}) => new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg, enc: 'A256GCM', cty: 'JWT', ...header })
    .encrypt(raw)

  it('gives back its claims and the header that was signed', async () => {
    const verified = await decryptJwt(await issue(), { decrypt, verify: signing.publicKey }, options)
    expect(verified).toEqual({ payload: claims, header: { alg: 'EdDSA', typ: 'at+jwt' } })
  })

  it('C-11: is opened by jose as it is named, and opens as jose seals it', async () => {
    const token = await issue()
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as object // ours
    expect(header).toMatchObject({ alg, enc: 'A256GCM', cty: 'JWT', kid: 'e' })
    const { plaintext } = await compactDecrypt(token, rawPrivate)
    expect(verifyJwt(Buffer.from(plaintext).toString(), signing.publicKey, options).payload).toEqual(claims)
    expect(await rejected(await seal(signJwt(claims, signing.privateKey)), decrypt)).toBeNull()
  })

  it('C-11: is refused where a stranger encrypted to our key: a good decryption is no signature', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey
    expect(await rejected(await seal(signJwt(claims, stranger)), decrypt)).toBe('signature_invalid')
    expect(await rejected(await seal(JSON.stringify(claims)), decrypt)).toBe('malformed')
    expect(await rejected(await seal(await issue()), decrypt)).toBe('malformed')
    const unsecured = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
    expect(await rejected(await seal(unsecured), decrypt)).toBe('algorithm_mismatch')
    expect(await rejected(signJwt(claims, signing.privateKey), decrypt)).toBe('malformed')
    expect(codeOf(() => verifyJwt('a.b.c.d.e', signing.publicKey))).toBe('malformed')
  })

  it('C-11: wraps a key exactly where its algorithm does', async () => {
    const parts = (await issue()).split('.')
    const others = ['', 'AAAA', 'A'.repeat(43), 'A'.repeat(86)].filter((text) => text !== parts[1])
    for (const text of others) expect(await rejected(parts.with(1, text).join('.'), decrypt)).toBe('decryption_failed')
  })

  it('C-11: its claims are judged as those of any other', async () => {
    expect(await rejected(await issue({ ...claims, exp: now - 60 }), decrypt)).toBe('expired')
    expect(await rejected(await issue({ ...claims, iss: 'other' }), decrypt)).toBe('claim_invalid')
  })

  it('C-11: says that a JWT is inside', async () => {
    for (const cty of [undefined, 'jwt', 'at+jwt', 'text/plain']) {
      expect(await rejected(await seal(signJwt(claims, signing.privateKey), { cty }), decrypt)).toBe('header_refused')
    }
  })

  it('C-05: survives no change of a character, and has one spelling of each part', async () => {
    const token = await issue()
    const parts = token.split('.')
    const changed = [...token].map((character, at) => token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1))
    const spelt = parts.flatMap((part, at) => respellings(part).map((text) => parts.with(at, text).join('.')))
    const codes = await Promise.all([...changed, ...spelt].filter((one) => one !== token).map((one) => rejected(one, decrypt)))
    expect(codes.filter((code) => code === null)).toEqual([])
  })

  it('C-11: is refused by every other key', async () => {
    const token = await issue()
    const others = kinds.map((kind) => kind.decrypt).filter((key) => key !== decrypt)
    for (const key of [...others, ...kinds.map(({ name }) => shared(name, 'A256GCM').decrypt)]) {
      expect(await rejected(token, key)).toMatch(/^(algorithm_mismatch|decryption_failed)$/)
    }
    expect(await rejected(token, { keys: [] })).toBe('key_not_found')
    expect(await rejected(token, signing.privateKey)).toBe('key_refused')
  })
})

describe('a JWE', () => {
  const raw = randomBytes(32)
  const key = importKey(raw, { alg: 'A256GCM' })
  const inner = signJwt(claims, signing.privateKey)
  const named = { alg: 'dir', enc: 'A256GCM', cty: 'JWT' }

  it('C-11: is refused with compression, a password’s hash, an embedded key, or what it calls critical', async () => {
    const members = ['zip', 'p2s', 'p2c', 'jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']
    for (const name of members) {
      for (const value of ['DEF', 2 ** 31, null, {}, ['exp']]) {
        const header = Buffer.from(JSON.stringify({ ...named, [name]: value })).toString('base64url')
        expect(await rejected(`${header}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`, key)).toBe('header_refused')
      }
    }
  })

  it('C-11: is refused under every algorithm and content but its key’s', async () => {
    const algs = ['none', 'RSA1_5', 'RSA-OAEP', 'PBES2-HS256+A128KW', 'A256KW', 'A256GCMKW', 'ECDH-ES', 'ECDH-ES+A256KW', 'DIR', '', 7, null]
    const encs = ['A128GCM', 'A192GCM', 'A256CBC-HS512', 'A128CBC-HS256', 'a256gcm', 'none', '', 7, null]
    const headers = [...algs.map((alg) => ({ ...named, alg })), ...encs.map((enc) => ({ ...named, enc }))]
    for (const header of headers) {
      const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
      expect(await rejected(`${encoded}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`, key)).toBe('algorithm_mismatch')
    }
  })

  it('C-11: agrees on no key with a point that is not on its curve, of another curve, or the neutral one', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const decrypt = importKey(privateKey, { alg: 'ECDH-ES' })
    const good = publicKey.export({ format: 'jwk' })
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
    const low = { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32).toString('base64url') }
    const zeros = { ...good, x: low.x, y: low.x }
    for (const epk of [{ ...good, y: good.x }, zeros, other, low, { ...good, crv: 'P-384' }, {}, null, 'x', { ...good, d: 'AA' }]) {
      const header = Buffer.from(JSON.stringify({ ...named, alg: 'ECDH-ES', epk })).toString('base64url')
      expect(await rejected(`${header}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`, decrypt)).toBe('decryption_failed')
    }
    const x = importKey(generateKeyPairSync('x25519').privateKey)
    const header = Buffer.from(JSON.stringify({ ...named, alg: 'ECDH-ES', epk: low })).toString('base64url')
    expect(await rejected(`${header}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`, x)).toBe('decryption_failed')
  })

  it('C-11: has nonce and tag of one length: a tag cut short could be guessed', async () => {
    const parts = (await encryptJwt(claims, { sign: signing.privateKey, encrypt: key })).split('.')
    const cut = (at: number, bytes: number) => Buffer.from(parts[at] ?? '', 'base64url').subarray(0, bytes).toString('base64url')
    for (const bytes of [0, 4, 8, 12, 15]) expect(await rejected(parts.with(4, cut(4, bytes)).join('.'), key)).toBe('malformed')
    for (const bytes of [0, 8, 11]) expect(await rejected(parts.with(2, cut(2, bytes)).join('.'), key)).toBe('malformed')
  })

  it('C-05: is compact alone, of five parts and 8192 characters at most', async () => {
    const flattened = await new FlattenedEncrypt(Buffer.from(inner)).setProtectedHeader(named).encrypt(raw)
    const others = [JSON.stringify(flattened), 'a.b.c.d', 'a.b.c.d.e.f', '....', '', 'a'.repeat(9000), '.'.repeat(1e6), `${'a'.repeat(2049)}....`]
    for (const token of others) expect(await rejected(token, key)).toMatch(/^(malformed|header_refused)$/)
    const long = signJwt({ ...claims, x: 'y'.repeat(5000) }, signing.privateKey)
    expect(await rejected(await new CompactEncrypt(Buffer.from(long)).setProtectedHeader(named).encrypt(raw), key)).toBe('malformed')
    await expect(encryptJwt({ x: 'y'.repeat(4600) }, { sign: signing.privateKey, encrypt: key })).rejects.toMatchObject({ code: 'malformed' })
  })

  it('is encrypted and decrypted by keys that are for it', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = (half: KeyObject, members: object) => ({ ...half.export({ format: 'jwk' }), alg: 'ECDH-ES', ...members }) as Jwk // Node's own
    const to = (encrypt: KeyInput) => codeOfAsync(() => encryptJwt(claims, { sign: signing.privateKey, encrypt }))
    expect(await to(jwk(pair.publicKey, { use: 'enc', key_ops: ['deriveKey'] }))).toBeNull()
    for (const members of [{ use: 'sig' }, { key_ops: ['verify'] }, { alg: 'ES256' }, { alg: undefined }]) {
      expect(await to(jwk(pair.publicKey, members))).toBe('key_refused')
    }
    const token = await encryptJwt(claims, { sign: signing.privateKey, encrypt: jwk(pair.publicKey, {}) })
    expect(await rejected(token, jwk(pair.publicKey, {}))).toBe('key_refused')
    expect(await rejected(token, { keys: [jwk(pair.privateKey, { kid: 'other' })] })).toBeNull()
  })
})
