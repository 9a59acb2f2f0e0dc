/** What somebody tries who wants a service that only verifies to believe a token of their own making. */
import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { viewOfNode } from '../../src/adapters/node.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { grantWith, origin, respellings, ringOf, signingAlgorithms } from '../formats/ring.ts'
import { claimsText, forge, hmacWith, signedBy } from './forge.ts'
import { checking, issue, jwkOf, newKey, publish, said, setOf } from '../verify/issuer.ts'

const key = newKey('ES256')
const claims = claimsText(grantWith())
const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid }

/** Keys that were written down, and the same by URL. */
async function verifiers() {
  const { url } = await publish(setOf(key))
  return [checking(setOf(key)), checking(url)]
}

async function answers(token: string): Promise<readonly string[]> {
  return Promise.all((await verifiers()).map(({ ask }) => ask(token)))
}

const refused = ['credential_invalid', 'credential_invalid']

describe('C-01: algorithm confusion at a verifier', () => {
  it('with the public key as the secret of an HMAC is refused, in every spelling of it', async () => {
    const publicKey = key.public
    const pem = String(publicKey?.export({ format: 'pem', type: 'spki' }))
    const der = publicKey?.export({ format: 'der', type: 'spki' }) ?? Buffer.alloc(0)
    const secrets = [pem, pem.trim(), `\n${pem}`, der, der.toString('base64'), JSON.stringify(jwkOf(key)), JSON.stringify(setOf(key)), '']
    const [fixed, remote] = await verifiers()
    for (const secret of secrets) {
      for (const alg of ['HS256', 'HS384', 'HS512', 'ES256', 'none', 'nOnE', '']) {
        const token = forge({ ...header, alg }, claims, hmacWith(secret))
        expect([await fixed?.ask(token), await remote?.ask(token)]).toEqual(refused)
      }
    }
  })

  it('by a key of another algorithm under the name of ours is refused', async () => {
    for (const algorithm of signingAlgorithms) {
      const other = { ...generateKey('jwt', algorithm), kid: key.kid }
      expect(await answers(await issue(other))).toEqual(refused)
    }
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect(await answers(forge({ ...header, alg: 'RS256' }, claims, (input) => signWith('sha256', Buffer.from(input), rsa)))).toEqual(refused)
  })

  it('with a signature of zeros, or none, is refused', async () => {
    expect(await answers(forge(header, claims, () => Buffer.alloc(64)))).toEqual(refused)
    expect(await answers(forge(header, claims))).toEqual(refused)
    expect(await answers(forge({ ...header, alg: 'none' }, claims))).toEqual(refused)
  })
})

describe('C-02: a key that comes with the token', () => {
  it('is refused as jwk and x5c, and never fetched by jku or x5u: the listener sees no connection', async () => {
    const attacker = newKey('ES256')
    const trap = await publish(setOf(attacker))
    const [fixed, remote] = await verifiers()
    for (const members of [{ jwk: jwkOf(attacker) }, { x5c: ['MIIB'] }, { jku: trap.url }, { x5u: trap.url }]) {
      for (const kid of [key.kid, attacker.kid, trap.url]) {
        for (const { secret } of [attacker, key]) {
          const token = forge({ ...header, ...members, kid }, claims, signedBy('ES256', secret))
          expect([await fixed?.ask(token), await remote?.ask(token)]).toEqual(refused)
        }
      }
    }
    await pause(50)
    expect(trap.connections()).toBe(0)
  })

  it.each([
    '../../dev/null', "' OR 1=1 --", 'a'.repeat(4096), '', ' ', `${key.kid} `, `${key.kid}\0`, key.kid.toUpperCase(),
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', 0, null, [key.kid],
  ])('under the name %j leads to no key', async (kid) => {
    expect(await answers(forge({ ...header, kid }, claims, signedBy('ES256', key.secret)))).toEqual(refused)
  })
})

describe('C-03: a token that is for something else', () => {
  it('is refused as an ID token, signed by the same key', async () => {
    for (const typ of ['JWT', 'id_token+jwt', 'logout+jwt', undefined]) {
      expect(await answers(forge({ ...header, typ }, claims, signedBy('ES256', key.secret)))).toEqual(refused)
    }
  })

  it('is refused for another audience, and from another issuer', async () => {
    for (const changes of [
      { audience: 'https://other.example' }, { issuer: 'https://evil.example' }, { issuer: `${origin}/` },
      { audience: `${origin} https://other.example` }, { audience: origin.toUpperCase() }, { issuer: origin, audience: 'null' },
    ]) expect(await answers(await issue(key, changes))).toEqual(refused)
  })

  it('is refused by the keys of another issuer, whatever it says of itself', async () => {
    expect(await answers(await issue(newKey('ES256')))).toEqual(refused)
    expect(await answers(await issue({ ...newKey('ES256'), kid: key.kid }))).toEqual(refused)
  })

  it('C-11: is refused where it is encrypted: there is no key here to look inside', async () => {
    const ring = ringOf(key, generateKey('jwe', 'A256GCM'))
    const { credential } = await jwt({ algorithm: 'ES256', encrypt: true }).issue(grantWith(), ring)
    expect(credential.split('.')).toHaveLength(5)
    expect(await answers(credential)).toEqual(refused)
  })

  it('is refused as a refresh token or a sealed one', async () => {
    expect(await answers('lk_rt_gJjt5Wk5lJmvezZf-PZ7pebUAdiwN8MwpOt__akllbI')).toEqual(refused)
    expect(await answers('lk_at_AaMp5AecQXyHEaThgNxCFySMwutFLveGEI')).toEqual(refused)
  })
})

describe('C-05, C-06: another spelling of a good token', () => {
  it('is refused, and so is every flipped byte, while the good one is remembered', async () => {
    const token = await issue(key)
    const [fixed, remote] = await verifiers()
    expect([await fixed?.ask(token), await remote?.ask(token)]).toEqual(['ok', 'ok'])
    const flipped = Array.from({ length: token.length }, (_, n) => {
      const code = token.charCodeAt(n) ^ 1
      return token.slice(0, n) + String.fromCharCode(code) + token.slice(n + 1)
    })
    const parts = token.split('.')
    const respelt = parts.flatMap((part, n) => respellings(part).map((text) => parts.with(n, text).join('.')))
    for (const other of [...flipped, ...respelt, `${token}.`, `.${token}`, `${token}\n`, `Bearer ${token}`]) {
      expect([other, await fixed?.ask(other)]).toEqual([other, 'credential_invalid'])
    }
    expect([await fixed?.ask(token), await remote?.ask(token)]).toEqual(['ok', 'ok'])
  })

  it('C-05: of 100 KB costs less than a millisecond', async () => {
    const [fixed] = await verifiers()
    const long = `${await issue(key)}${'A'.repeat(100_000)}`
    const start = performance.now()
    for (let n = 0; n < 100; n++) expect(await fixed?.ask(long)).toBe('credential_invalid')
    expect((performance.now() - start) / 100).toBeLessThan(1)
  })

  it('C-07: in a header or claims that are read in two ways is refused', async () => {
    const sign = signedBy('ES256', key.secret)
    expect(await answers(forge(`{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"${key.kid}"}`, claims, sign))).toEqual(refused)
    expect(await answers(forge(header, claims.replace('{', '{"sub":"admin",'), sign))).toEqual(refused)
    expect(await answers(forge(header, `\ufeff${claims}`, sign))).toEqual(refused)
    expect(await answers(forge(header, claims.replace('{', '{"__proto__":{"roles":["admin"]},'), sign))).toEqual(refused)
  })
})

describe('C-24: two Authorization headers', () => {
  it('are ambiguous at a node:http service that shows the raw lines, in either order', async () => {
    const { verifier } = checking(setOf(key))
    const token = await issue(key)
    const heard: string[] = []
    const service = await publish((incoming: IncomingMessage, response: ServerResponse) => {
      const answer = async () => {
        heard.push(said(await verifier.verify(viewOfNode(incoming))))
        response.end()
      }
      void answer()
    })
    const { port } = new URL(service.url)
    for (const lines of [[`Bearer ${token}`], [`Bearer ${token}`, 'Bearer x'], ['Bearer x', `Bearer ${token}`], [`Bearer ${token}`, 'Basic eA==']]) {
      await sendRaw(Number(port), lines)
    }
    expect(heard).toEqual(['ok', 'ambiguous_credentials', 'ambiguous_credentials', 'ambiguous_credentials'])
  })
})

async function sendRaw(port: number, lines: readonly string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const head = lines.map((line) => `Authorization: ${line}\r\n`).join('')
  socket.end(`GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${head}\r\n`)
  await new Promise((resolve) => { socket.on('close', resolve).resume() })
}
