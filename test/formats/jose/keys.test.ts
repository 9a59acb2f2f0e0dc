import {
  createPublicKey, createSecretKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes,
} from 'node:crypto'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Jwk } from '../../../src/formats/jose/jwk.ts'
import { type JoseHeader, signJws, verifyJws } from '../../../src/formats/jose/jws.ts'
import { importKey, thumbprint } from '../../../src/formats/jose/keys.ts'
import { codeOf, errorOf } from './codes.ts'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
const ed = generateKeyPairSync('ed25519')
const x25519 = generateKeyPairSync('x25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const secret = randomBytes(64)

const jwk = (key: KeyObject, members: object = {}) => ({ ...key.export({ format: 'jwk' }), ...members }) as Jwk // Node's own
const oct = (bytes: Uint8Array, members: object = {}): Jwk =>
  ({ kty: 'oct', k: Buffer.from(bytes).toString('base64url'), alg: 'HS256', ...members })
const spki = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString()
const pkcs8 = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString()
const refusal = (input: Parameters<typeof importKey>[0], options: Parameters<typeof importKey>[1] = {}) =>
  codeOf(() => importKey(input, options))

describe('importKey', () => {
  it('reads JWK, KeyObject, PEM and DER of every kind, private and public', () => {
    const pairs = [['ES256', ec], ['ES384', p384], ['EdDSA', ed], ['RS256', rsa], ['PS256', rsa]] as const
    for (const [alg, { privateKey, publicKey }] of pairs) {
      const signing = [
        privateKey, jwk(privateKey), pkcs8(privateKey), privateKey.export({ format: 'der', type: 'pkcs8' }),
      ].map((input) => importKey(input, { alg }))
      const verifying = [
        publicKey, jwk(publicKey), spki(publicKey), publicKey.export({ format: 'der', type: 'spki' }),
      ].map((input) => importKey(input, { alg }))
      for (const key of signing) {
        const token = signJws('text', key)
        for (const other of [...signing, ...verifying]) expect(verifyJws(token, other).header).toEqual({ alg })
      }
    }
  })

  it('C-01: knows the algorithm of a curve, and must be told that of a secret and of RSA', () => {
    expect([ec, p384, ed, x25519].map(({ publicKey }) => importKey(publicKey).alg)).toEqual(['ES256', 'ES384', 'EdDSA', 'ECDH-ES'])
    expect(importKey(jwk(ec.publicKey, { use: 'enc' })).alg).toBe('ECDH-ES')
    expect(importKey(ed.publicKey, { alg: 'Ed25519' }).alg).toBe('Ed25519')
    expect(importKey(secret.subarray(0, 32), { alg: 'dir' }).alg).toBe('A256GCM')
    for (const input of [rsa.publicKey, createSecretKey(secret), jwk(rsa.publicKey), oct(secret, { alg: undefined })]) {
      expect(refusal(input)).toBe('key_refused')
    }
  })

  it('C-01: refuses an algorithm that is not the key’s, not offered, or misspelt', () => {
    const names = ['none', 'None', 'ES512', 'RS384', 'PS512', 'RSA1_5', 'PBES2-HS256+A128KW', 'es256', 'HS1', '', '__proto__', 'toString']
    for (const alg of [...names, 'HS256', 'RS256', 'ES384', 'EdDSA', 'A256GCM']) expect(refusal(ec.publicKey, { alg })).toBe('key_refused')
    for (const alg of [...names, 'ES256', 'RS256', 'ECDH-ES']) expect(refusal(createSecretKey(secret), { alg })).toBe('key_refused')
    expect(refusal(jwk(ec.publicKey, { alg: 'ES256' }), { alg: 'ECDH-ES' })).toBe('key_refused')
    expect(refusal(p521.publicKey)).toBe('key_refused')
    expect(refusal(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey, { alg: 'PS256' })).toBe('key_refused')
  })

  it.each([['HS256', 32], ['HS384', 48], ['HS512', 64]] as const)('C-10: takes a secret of %s from %d bytes on', (alg, least) => {
    expect(importKey(secret.subarray(0, least), { alg }).alg).toBe(alg)
    for (const size of [0, 1, least - 1]) expect(refusal(secret.subarray(0, size), { alg })).toBe('key_refused')
    expect(refusal(oct(secret.subarray(0, least - 1), { alg }))).toBe('key_refused')
    expect(refusal(randomBytes(1025), { alg })).toBe('key_refused')
  })

  it.each(['A256GCM', 'A256GCMKW'])('C-11: takes a secret of %s of 32 bytes alone', (alg) => {
    expect(importKey(secret.subarray(0, 32), { alg }).alg).toBe(alg)
    for (const size of [16, 31, 33, 64]) expect(refusal(secret.subarray(0, size), { alg })).toBe('key_refused')
  })

  it('C-09: refuses RSA below 2048 bits, above 8192, and with a small or even exponent', () => {
    const made = (modulusLength: number, publicExponent = 65_537) => generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey
    expect(refusal(made(1024), { alg: 'RS256' })).toBe('key_refused')
    expect(refusal(made(2040), { alg: 'RS256' })).toBe('key_refused')
    expect(refusal(made(2048, 3), { alg: 'RS256' })).toBe('key_refused')
    const { n } = jwk(rsa.publicKey)
    for (const e of ['AQ', 'Ag', 'Aw', 'AQAA']) expect(refusal({ kty: 'RSA', n, e, alg: 'RS256' })).toBe('key_refused')
    const huge = Buffer.alloc(1025, 0xff).toString('base64url')
    expect(refusal({ kty: 'RSA', n: huge, e: 'AQAB', alg: 'RS256' })).toBe('key_refused')
  })

  it('C-09: refuses RSA of the broken generator: a modulus that is a power of 65537 modulo every small prime', () => {
    const power = 65_537n ** 128n
    const n = Buffer.from(power.toString(16).padStart(514, '0'), 'hex').toString('base64url')
    expect(() => importKey({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256' })).toThrow('ROCA')
    for (let i = 0; i < 20; i++) {
      const odd = randomBytes(256)
      odd.writeUInt8(odd.readUInt8(0) | 0x80, 0)
      expect(refusal({ kty: 'RSA', n: odd.toString('base64url'), e: 'AQAB', alg: 'RS256' })).toBeNull()
    }
  })

  it('C-01: never makes a secret of a public key, however it is written', () => {
    const pem = spki(ec.publicKey)
    const der = ec.publicKey.export({ format: 'der', type: 'spki' })
    const rsaPem = rsa.publicKey.export({ format: 'pem', type: 'pkcs1' })
    const texts = [
      pem, pem.trim(), ` ${pem}`, `\n${pem}`, pem.replaceAll('\n', '\r\n'), pem.replaceAll('\n', ''), `x${pem}`, rsaPem,
      der, der.toString('base64'), der.toString('base64url'), rsa.publicKey.export({ format: 'der', type: 'pkcs1' }),
      pem.replaceAll(/-----.*?-----/g, ''), JSON.stringify(jwk(ec.publicKey)), JSON.stringify(jwk(rsa.publicKey), null, 2),
      pkcs8(ec.privateKey),
    ]
    for (const text of texts) {
      const bytes = Buffer.from(text)
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        expect(refusal(bytes, { alg, dangerouslyAllowWeakSecret: true })).toBe('key_refused')
        expect(refusal(oct(bytes, { alg }), { dangerouslyAllowWeakSecret: true })).toBe('key_refused')
      }
    }
  })

  it('C-01: takes no PEM, PKCS#1, certificate or encrypted key for anything else', () => {
    const encrypted = ec.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
    const others = [
      rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(), encrypted, `${spki(ec.publicKey)}${spki(ec.publicKey)}`,
      'text', '', spki(ec.publicKey).replace('PUBLIC', 'PRIVATE'), '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      spki(ec.publicKey).replaceAll('PUBLIC KEY', 'CERTIFICATE'), 'secret-secret-secret-secret-secret',
    ]
    for (const text of others) for (const alg of ['ES256', 'RS256', 'HS256']) expect(refusal(text, { alg })).toBe('key_refused')
    expect(refusal(Buffer.from('no DER'), { alg: 'ES256' })).toBe('key_refused')
    expect(refusal(rsa.publicKey.export({ format: 'der', type: 'pkcs1' }), { alg: 'RS256' })).toBe('key_refused')
  })

  it('C-01: refuses a JWK whose members are misspelt, missing, of another width or of another point', () => {
    const good = jwk(ec.publicKey)
    const x = Buffer.from(String(good['x']), 'base64url')
    const short = (bytes: Buffer) => bytes.toString('base64url')
    const bad: readonly Jwk[] = [
      { ...good, kty: 'ec' }, { ...good, kty: 'oct' }, { ...good, kty: 'OKP' }, { ...good, kty: 'RSA' }, { ...good, crv: 'P-384' },
      { ...good, crv: 'secp256k1' }, { ...good, x: `${String(good['x'])}=` }, { ...good, x: undefined }, { ...good, y: 7 },
      { ...good, x: short(Buffer.concat([Buffer.of(0), x])) }, { ...good, x: short(x.subarray(1)) },
      { ...good, x: short(Buffer.concat([x.subarray(0, 31), Buffer.of(x.readUInt8(31) ^ 1)])) },
      { ...good, kid: 1 as unknown as string }, { ...good, use: [] as unknown as string }, { ...good, alg: {} as unknown as string },
      oct(secret, { k: `${secret.toString('base64url')}=` }), oct(secret, { k: secret.toString('base64') }), oct(secret, { k: 1 }),
      { kty: 'oct', alg: 'HS256' }, { ...jwk(rsa.privateKey), alg: 'RS256', oth: [] }, { ...jwk(rsa.publicKey), alg: 'RS256', n: undefined },
      { ...jwk(rsa.publicKey), alg: 'RS256', n: `${String(jwk(rsa.publicKey)['n'])}=` }, { ...jwk(rsa.privateKey), alg: 'RS256', e: 'AQAB=' },
      {} as Jwk,
    ]
    for (const one of bad) expect(refusal(one)).toBe('key_refused')
  })

  it('C-01: refuses a private JWK beside another public half', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = jwk(other.publicKey)
    expect(refusal(jwk(ec.privateKey, { x, y }))).toBe('key_refused')
    const { x: edX } = jwk(generateKeyPairSync('ed25519').publicKey)
    expect(refusal(jwk(ed.privateKey, { x: edX }))).toBe('key_refused')
  })

  it('C-01: honours use and key_ops', () => {
    const token = signJws('x', ec.privateKey)
    const verifying = (members: object) => codeOf(() => verifyJws(token, jwk(ec.publicKey, members)))
    const signing = (members: object) => codeOf(() => signJws('x', jwk(ec.privateKey, members)))
    expect([verifying({ use: 'sig' }), verifying({ key_ops: ['verify'] }), signing({ key_ops: ['sign'] })]).toEqual([null, null, null])
    for (const members of [{ use: 'enc' }, { use: 'SIG' }, { use: '' }, { key_ops: ['sign'] }, { key_ops: [] }, { key_ops: 'verify' },
      { key_ops: ['verify', 'verify'] }, { key_ops: ['sign, verify'] }, { key_ops: [1] }, { alg: 'ES256', use: 'enc' }]) {
      expect(verifying(members)).toBe('key_refused')
    }
    expect([signing({ key_ops: ['verify'] }), signing({ use: 'enc' })]).toEqual(['key_refused', 'key_refused'])
    expect(codeOf(() => signJws('x', ec.publicKey))).toBe('key_refused')
  })

  it('is not taken for a key that only looks like one', () => {
    const key = importKey(ec.privateKey)
    expect(Object.isFrozen(key)).toBe(true)
    expect(codeOf(() => signJws('x', { ...key }))).toBe('key_refused')
    for (const input of [null, undefined, 7, [], {}]) {
      expect(codeOf(() => signJws('x', input as Jwk))).toBe('key_refused')
      expect(refusal(input as Jwk)).toBe('key_refused')
    }
    for (const input of ['text', secret]) expect(codeOf(() => signJws('x', input as unknown as Jwk))).toBe('key_refused')
  })

  it('tells nothing of the key in its message', () => {
    const error = errorOf(() => importKey(Buffer.from('hunter2hunter2hunter2hunter2hunter2'), { alg: 'HS256' }))
    expect(error.message).toBe('key repeats itself; expected random bytes')
    expect(JSON.stringify([error.cause, error.stack])).not.toContain('hunter2')
  })
})

describe('a key set', () => {
  const keys = [jwk(ec.publicKey, { kid: 'a' }), jwk(ed.publicKey, { kid: 'b' }), jwk(rsa.publicKey, { kid: 'c', alg: 'RS256' })]
  const tokenBy = (key: KeyObject, header: JoseHeader) => signJws('x', key, header)

  it('C-02: is asked by the exact kid', () => {
    expect(verifyJws(tokenBy(ec.privateKey, { kid: 'a' }), { keys }).header).toEqual({ alg: 'ES256', kid: 'a' })
    expect(verifyJws(tokenBy(rsa.privateKey, { alg: 'RS256', kid: 'c' }), { keys }).header['kid']).toBe('c')
    for (const kid of ['A', 'a ', '', 'b\0', '../a', `' OR 1=1 --`, 'x'.repeat(1000), '__proto__']) {
      expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, { kid }), { keys }))).toBe('key_not_found')
    }
    expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, { kid: 'b' }), { keys }))).toBe('algorithm_mismatch')
  })

  it('C-02: without a kid answers by the only key of the algorithm, and by none of two', () => {
    expect(verifyJws(tokenBy(ec.privateKey, {}), { keys }).header).toEqual({ alg: 'ES256' })
    const two = [...keys, jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, { kid: 'd' })]
    expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, {}), { keys: two }))).toBe('key_not_found')
    expect(codeOf(() => verifyJws(tokenBy(p384.privateKey, {}), { keys }))).toBe('key_not_found')
    expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, {}), { keys: [] }))).toBe('key_not_found')
  })

  it('C-01, C-02: is refused with two keys of one kid, with secrets beside public keys, and when it is too large', () => {
    const token = tokenBy(ec.privateKey, { kid: 'a' })
    const sets = [[...keys, jwk(p384.publicKey, { kid: 'a' })], [...keys, oct(secret, { kid: 's' })], Array(101).fill(keys[0]), [...keys, null], ['x']]
    for (const set of sets) expect(codeOf(() => verifyJws(token, { keys: set as readonly Jwk[] }))).toBe('key_refused')
  })

  it('may hold keys that are not for us, which nobody can name', () => {
    const strange: readonly Jwk[] = [{ kty: 'AKP', kid: 'x' }, jwk(p521.publicKey, { kid: 'y' }), jwk(ec.publicKey, { kid: 'z', use: 'enc' })]
    const set = { keys: [...strange, ...keys] }
    expect(verifyJws(tokenBy(ec.privateKey, { kid: 'a' }), set).header['kid']).toBe('a')
    expect(verifyJws(tokenBy(ec.privateKey, {}), set).header).toEqual({ alg: 'ES256' })
    for (const kid of ['x', 'y', 'z']) expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, { kid }), set))).toBe('key_refused')
  })

  it('C-05: judges each key once, those that are not for us too: a token without a kid makes no work', () => {
    const short = jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, { alg: 'RS256' })
    const set = { keys: [...Array.from({ length: 99 }, (_, n) => ({ ...short, kid: `s${n}` })), jwk(ec.publicKey, { kid: 'a' })] }
    const token = tokenBy(ec.privateKey, {})
    expect(codeOf(() => verifyJws(token, set))).toBeNull()
    const start = performance.now()
    for (let n = 0; n < 50; n++) verifyJws(token, set)
    expect((performance.now() - start) / 50).toBeLessThan(2)
  })

  it('is read again when it changes: a key that was taken out or replaced verifies nothing', () => {
    const set: { keys: Jwk[] } = { keys: [{ ...jwk(ec.publicKey), kid: 'a' }] }
    const token = tokenBy(ec.privateKey, { kid: 'a' })
    expect(codeOf(() => verifyJws(token, set))).toBeNull()
    Object.assign(set.keys[0] ?? {}, jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey))
    expect(codeOf(() => verifyJws(token, set))).toBe('signature_invalid')
    set.keys.push({ ...jwk(ec.publicKey), kid: 'b' })
    expect(codeOf(() => verifyJws(tokenBy(ec.privateKey, { kid: 'b' }), set))).toBeNull()
    set.keys.length = 0
    expect(codeOf(() => verifyJws(token, set))).toBe('key_not_found')
  })

  it('signs by the key that the header names', () => {
    const set = { keys: [jwk(ec.privateKey, { kid: 'a' }), jwk(ed.privateKey, { kid: 'b' })] }
    expect(verifyJws(signJws('x', set, { kid: 'b' }), { keys }).header).toEqual({ alg: 'EdDSA', kid: 'b' })
    expect(codeOf(() => signJws('x', set))).toBe('key_not_found')
  })
})

describe('thumbprint', () => {
  it('is that of jose for every kind of key, from each of its forms', async () => {
    for (const { publicKey, privateKey } of [ec, p384, ed, x25519, rsa]) {
      const expected = await calculateJwkThumbprint(await exportJWK(publicKey))
      const alg = publicKey === rsa.publicKey ? { alg: 'RS256' } : {}
      const forms = [publicKey, privateKey, jwk(publicKey), jwk(privateKey), importKey(publicKey, alg), importKey(privateKey, alg)]
      expect(forms.map((form) => thumbprint(form))).toEqual(forms.map(() => expected))
    }
    const shared: JsonWebKey = createSecretKey(secret).export({ format: 'jwk' })
    expect(thumbprint(importKey(secret, { alg: 'HS256' }))).toBe(await calculateJwkThumbprint(shared))
  })

  it('is none of what is no key', () => {
    expect(codeOf(() => thumbprint({ kty: 'none' }))).toBe('key_refused')
    expect(codeOf(() => thumbprint({ ...jwk(ec.publicKey), x: 'AA' }))).toBe('key_refused')
    expect(() => thumbprint({ kty: 'EC', crv: 'P-256' })).toThrow('lacks a member')
    expect(thumbprint(createPublicKey(spki(ec.publicKey)))).toBe(thumbprint(ec.publicKey))
  })
})
