/** Key injection: the credential brings its own key, or a name that leads to one (CVE-2018-0114; RFC 8725 §3.10). */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Keys } from '../../src/contracts.ts'
import { generateKey, publicJwk } from '../../src/crypto/key-material.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { grantWith, ringOf } from '../formats/ring.ts'
import { claimsText, forge, hmacWith, signedBy } from './forge.ts'

const key = generateKey('jwt', 'ES256')
const attacker = generateKey('jwt', 'ES256')
const keys = ringOf(key)
const format = jwt({ algorithm: 'ES256' })
const claims = claimsText(grantWith())
const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid }

/** Both by the attacker's key, as a forgery, and by ours, so that nothing but the header is at fault. */
function answers(members: object) {
  return [attacker, key].map(({ secret }) =>
    format.verify(forge({ ...header, ...members }, claims, signedBy('ES256', secret)), keys),
  )
}

describe('a key in the header', () => {
  it('C-02: is refused as jwk, under our kid and under its own', () => {
    expect(answers({ jwk: publicJwk(attacker) })).toEqual([null, null])
    expect(answers({ jwk: publicJwk(attacker), kid: attacker.kid })).toEqual([null, null])
    expect(answers({ jwk: publicJwk(key) })).toEqual([null, null])
  })

  it('C-02: is refused as x5c', () => expect(answers({ x5c: ['MIIB'] })).toEqual([null, null]))

  it('C-02: is not fetched by jku or x5u: no connection is made', async () => {
    let connections = 0
    const server = createServer((_, response) => response.end(JSON.stringify({ keys: [publicJwk(attacker)] })))
    server.on('connection', () => connections++)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A server that listens on a port has an address of this kind.
    const { port } = server.address() as AddressInfo
    for (const url of [`http://127.0.0.1:${port}/jwks.json`, `//127.0.0.1:${port}`]) {
      expect(answers({ jku: url })).toEqual([null, null])
      expect(answers({ x5u: url, kid: attacker.kid })).toEqual([null, null])
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    server.close()
    expect(connections).toBe(0)
  })

  it('C-08: is refused with extensions that would have to be understood, known or not', () => {
    for (const crit of [['exp'], ['b64'], ['x'], [], '', null]) expect(answers({ crit })).toEqual([null, null])
    expect(answers({ crit: ['b64'], b64: false })).toEqual([null, null])
    expect(answers({ b64: false })).toEqual([null, null])
    expect(answers({ b64: true })).toEqual([null, null])
  })

  it('is taken with members that say nothing, so that what is refused above is refused for itself', () => {
    expect(answers({ cty: 'x', x5t: 'y', iss: 'z' })).toEqual([null, expect.objectContaining({ kind: 'statement' })])
  })
})

describe('a kid', () => {
  const kids = [
    '../../dev/null',
    '/dev/null',
    '../../../../proc/sys/kernel/randomize_va_space',
    "' OR 1=1 --",
    "x' UNION SELECT 'key",
    '| whoami',
    '$(id)',
    'a'.repeat(4096),
    'a'.repeat(65),
    '',
    ' ',
    `${key.kid} `,
    ` ${key.kid}`,
    `${key.kid}\0`,
    key.kid.toUpperCase(),
    key.kid.slice(0, -1),
    `${key.kid}=`,
    '__proto__',
    'constructor',
    'toString',
    'http://127.0.0.1/key',
    'é',
    key.kid.replace(/^./, '\u0141'),
    0,
    null,
    true,
    [key.kid],
    { kid: key.kid },
  ]

  it.each(kids)('C-02: %j leads to no key, whoever signed', (kid) => expect(answers({ kid })).toEqual([null, null]))

  it('C-02: is refused where it is absent', () => {
    expect(
      format.verify(forge({ alg: 'ES256', typ: 'at+jwt' }, claims, signedBy('ES256', key.secret)), keys),
    ).toBeNull()
  })

  it('C-02: is refused where it stands twice', () => {
    const twice = `{"alg":"ES256","typ":"at+jwt","kid":"${attacker.kid}","kid":"${key.kid}"}`
    expect(format.verify(forge(twice, claims, signedBy('ES256', key.secret)), keys)).toBeNull()
  })

  it('C-02: is looked up only where it looks like one, and exactly as it stands', () => {
    const asked: string[] = []
    const watching: Keys = { ...keys, find: (use, kid) => (asked.push(`${use} ${kid}`), keys.find(use, kid)) }
    for (const kid of kids) void format.verify(forge({ ...header, kid }, claims), watching)
    expect(asked.filter((name) => !/^jwt [A-Za-z0-9_-]{1,64}$/.test(name))).toEqual([])
  })

  it('C-02: of an empty file is no key: HS256 under an empty secret is refused', () => {
    const symmetric = ringOf(generateKey('jwt', 'HS256'))
    const token = forge({ alg: 'HS256', typ: 'at+jwt', kid: '../../dev/null' }, claims, hmacWith(''))
    expect(jwt({ algorithm: 'HS256' }).verify(token, symmetric)).toBeNull()
  })
})
