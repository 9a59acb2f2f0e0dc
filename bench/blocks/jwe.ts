/** A JWT that its holder cannot read: signed with HS256, inside JWE with `dir` and A256GCM. */
import { createDecipheriv, createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { compactDecrypt, CompactEncrypt, jwtVerify, SignJWT } from 'jose'
import type { Block } from '../block.ts'
import { claimsOf, newGrant, origin } from '../fixtures.ts'
import { jwt, type Key, type Keys, type KeyUse } from '../latchkey.ts'
import { compare } from '../measure/compare.ts'
import { timed, timedAsync } from '../measure/timed.ts'

export const jwe: Block = {
  name: 'jwe',
  title: 'JWE: a signed JWT inside an encrypted one',
  note: 'The limit is AES-256-GCM, HMAC and JSON.parse of as many bytes.',
  async measure(run) {
    const [signing, content] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
    const format = jwt({ algorithm: 'HS256', encrypt: true })
    const ring = ringOf({ kid: 's', use: 'jwt', algorithm: 'HS256', secret: signing }, { kid: 'e', use: 'jwe', algorithm: 'A256GCM', secret: content })
    const grant = newGrant()
    const { credential } = format.issue(grant, ring) as { credential: string } // synchronous, as all of ours are
    const bytes = (text: string) => new TextEncoder().encode(text)
    const sign = () => new SignJWT(claimsOf(grant)).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(signing)
    const encrypt = async () => new CompactEncrypt(bytes(await sign())).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' }).encrypt(content)
    const theirs = await encrypt()
    const decrypt = async () => {
      const { plaintext } = await compactDecrypt(theirs, content)
      return jwtVerify(plaintext, signing, { algorithms: ['HS256'], issuer: origin, audience: origin })
    }
    const opening = await compare({
      name: 'JWE open', unit: 'µs',
      contenders: [
        timed({ name: 'the format jwt, encrypted', by: 'latchkey' }, run, () => format.verify(credential, ring)),
        timed({ name: 'node:crypto, JSON.parse', by: 'limit' }, run, bareOpen(JSON.stringify(claimsOf(grant)))),
        timedAsync({ name: 'jose', by: 'peer' }, run, decrypt),
      ],
    }, run)
    const sealing = await compare({
      name: 'JWE seal', unit: 'µs',
      contenders: [
        timed({ name: 'the format jwt, encrypted', by: 'latchkey' }, run, () => format.issue(grant, ring)),
        timedAsync({ name: 'jose', by: 'peer' }, run, encrypt),
      ],
    }, run)
    return [opening, sealing]
  },
}

function ringOf(...keys: readonly [Key, ...Key[]]): Keys {
  const byUse = new Map(keys.map((key) => [key.use, [key]]))
  const all = (use: KeyUse) => byUse.get(use) ?? []
  return { all, find: (use, kid) => all(use).find((key) => key.kid === kid), current: (use) => all(use)[0] ?? keys[0] }
}

function bareOpen(claims: string): () => unknown {
  const [key, nonce, mac] = [createSecretKey(randomBytes(32)), randomBytes(12), randomBytes(32)]
  const ciphertext = randomBytes(claims.length * 4 / 3 + 100)
  return () => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    const opened = decipher.update(ciphertext)
    const computed = createHmac('sha256', key).update(opened).digest()
    return !timingSafeEqual(computed, mac) && JSON.parse(claims)
  }
}
