/** Encrypted tokens: ours, minted and opened, beside others that hide what they state. */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { sealData, unsealData } from 'iron-session'
import { decrypt, encrypt, generateKeys } from 'paseto-ts/v4'
import type { Block } from '../block.ts'
import { claimsOf, newGrant, origin } from '../fixtures.ts'
import { openToken, sealToken } from '../latchkey.ts'
import { compare } from '../measure/compare.ts'
import { inTurns, several, timed, timedAsync } from '../measure/timed.ts'
import { secureSession } from '../peers/secure-session.ts'

export const token: Block = {
  name: 'token',
  title: 'Encrypted tokens: mint and open, nothing remembered',
  note: 'All state the same claims. The limit is AES-256-GCM of as many bytes, by the quickest calls that Node has for it.',
  async measure(run) {
    const ours = oursWith(newGrant())
    const claims = claimsOf(newGrant())
    const iron = 'a password of 32 characters or more'
    const paseto = generateKeys('local')
    const secure = await secureSession()
    const bare = bareGcm(80)
    const [nextOurs, nextSecure] = [inTurns(several(64, ours.mint)), inTurns(several(64, () => secure.encode(claims)))]
    const sealed = await sealData(claims, { password: iron })
    const local = encrypt(paseto, { ...claims, exp: new Date(claims.exp * 1000).toISOString(), iat: new Date(claims.iat * 1000).toISOString() })
    run.say(`  ours has ${ours.mint().length} characters, secure-session ${secure.encode(claims).length}, iron-session ${sealed.length}, PASETO ${local.length}`)
    const opening = await compare({
      name: 'token open', unit: 'µs',
      contenders: [
        timed({ name: 'latchkey/token', by: 'latchkey' }, run, () => ours.open(nextOurs())),
        timed({ name: 'AES-256-GCM', by: 'limit' }, run, bare.open),
        timed({ name: '@fastify/secure-session', by: 'peer' }, run, () => secure.decode(nextSecure())),
        timedAsync({ name: 'iron-session', by: 'peer' }, run, () => unsealData(sealed, { password: iron })),
        timed({ name: 'paseto-ts v4.local', by: 'peer' }, run, () => decrypt(paseto, local)),
      ],
    }, run)
    const minting = await compare({
      name: 'token mint', unit: 'µs',
      contenders: [
        timed({ name: 'latchkey/token', by: 'latchkey' }, run, ours.mint),
        timed({ name: 'AES-256-GCM', by: 'limit' }, run, bare.seal),
        timed({ name: '@fastify/secure-session', by: 'peer' }, run, () => secure.encode(claims)),
        timedAsync({ name: 'iron-session', by: 'peer' }, run, () => sealData(claims, { password: iron })),
      ],
    }, run)
    return [opening, minting, lengths({ ours: ours.mint(), secure: secure.encode(claims), sealed, local })]
  },
}

function oursWith({ subject, session, roles, authTime }: ReturnType<typeof newGrant>) {
  const options = { keys: { kid: 'bench', secret: randomBytes(32) }, issuer: origin, audience: origin }
  return {
    mint: () => sealToken({ subject, session, roles, authTime, expiresIn: 600 }, options),
    open: (text: string) => openToken(text, options),
  }
}

/** No measurement: how long each is, which every request carries. */
function lengths(of: { ours: string, secure: string, sealed: string, local: string }) {
  const row = (name: string, by: 'latchkey' | 'peer', text: string) => ({ name, by, cost: text.length, times: text.length / of.ours.length })
  return {
    name: 'token length', unit: 'characters',
    rows: [
      row('latchkey/token', 'latchkey', of.ours), row('@fastify/secure-session', 'peer', of.secure),
      row('iron-session', 'peer', of.sealed), row('paseto-ts v4.local', 'peer', of.local),
    ],
  }
}

/** A cipher, its tag and nothing round it. The nonce is the same each time, as it must never be elsewhere. */
export function bareGcm(bytes: number): { seal: () => Buffer, open: () => Buffer } {
  const key = createSecretKey(randomBytes(32))
  const [nonce, plaintext] = [randomBytes(12), randomBytes(bytes)]
  const encrypting = () => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const ciphertext = cipher.update(plaintext)
    cipher.final()
    return { ciphertext, tag: cipher.getAuthTag() }
  }
  const { ciphertext, tag } = encrypting()
  return {
    seal: () => encrypting().ciphertext,
    open() {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      decipher.setAuthTag(tag)
      const opened = decipher.update(ciphertext)
      decipher.final()
      return opened
    },
  }
}
