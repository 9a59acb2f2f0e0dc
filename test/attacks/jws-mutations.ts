/**
 * Mutated tokens for the differential test: some torn at random, some signed anew round a header or payload that no honest
 * issuer writes, so that what is at fault is the spelling and not the signature.
 */
import type { Random } from '../core/unsteady.ts'

export interface Issuer {
  readonly alg: string
  /** Any input at all. */
  sign(input: string): string
}

type Mutate = (random: Random, issuer: Issuer) => string

const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\r\t\0!"%&{}[]:,', '\u0141', '\u200b', '\u{1f511}', '\ufeff']

export function mutate(random: Random, issuer: Issuer): string {
  return pick(mutations, random)(random, issuer)
}

const base64url = (text: string | Buffer) => Buffer.from(text).toString('base64url')

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

function honest(random: Random, issuer: Issuer): string {
  const payload = 'x'.repeat(Math.floor(random() * 20))
  return signed(issuer, base64url(JSON.stringify({ alg: issuer.alg, kid: `k${Math.floor(random() * 100)}` })), base64url(payload))
}

function signed({ sign }: Issuer, header: string, payload: string): string {
  return `${header}.${payload}.${sign(`${header}.${payload}`)}`
}

/** One of several hundred headers: whole JSON, with members of every sort. */
function anyHeader(random: Random, alg: string): string | Buffer {
  const members = Array.from({ length: Math.floor(random() * 3) }, () => {
    const name = pick(memberNames, random)
    return `${JSON.stringify(name)}:${pick(values, random)}`
  })
  const own = pick([`"alg":"${alg}"`, `"alg":"${alg}"`, `"\\u0061lg":"${alg}"`, `"alg" : "${alg}"`, `"alg":"${pick(algs, random)}"`, `"alg":${pick(values, random)}`], random)
  const list = [...members, own].toSorted(() => random() - 0.5)
  const text = `${pick(before, random)}{${list.join(pick([',', ' , ', ',\n', ',,'], random))}}${pick(after, random)}`
  return random() < 0.05 ? Buffer.from(text.replace('{', '{"x":"\u00e9",'), 'latin1') : text
}

const memberNames = [
  'kid', 'typ', 'cty', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'crit', 'b64', 'alg', 'x', 'exp', 'zip', 'enc', '__proto__', 'constructor', 'url',
]
const algs = ['none', 'None', 'HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', '', 'es256']
const values = [
  '"x"', '""', 'null', 'true', 'false', '0', '-1', '1e999', '{}', '[]', '["exp"]', '["b64"]', '["x"]', '"\\ud800"', '"\\u0000"',
  '{"kty":"oct","k":"AA"}', `${'['.repeat(12)}${']'.repeat(12)}`, '{"a":{"a":1,"a":2}}', '01', "'x'", '"\u00e9"',
]
const before = ['', '', '', '', ' ', '\n', '\ufeff', 'x', '[', '\u00a0']
const after = ['', '', '', '', ' ', '\n', '\0', 'x', ']', '{}']

const mutations: readonly Mutate[] = [
  honest,
  (random, issuer) => tear(honest(random, issuer), random),
  (random, issuer) => tear(tear(honest(random, issuer), random), random),
  (random, issuer) => signed(issuer, base64url(anyHeader(random, issuer.alg)), base64url('text')),
  (random, issuer) => signed(issuer, base64url(anyHeader(random, issuer.alg)), base64url('text')),
  (random, issuer) => signed(issuer, respell(base64url(`{"alg":"${issuer.alg}"}`), random), base64url('text')),
  (random, issuer) => signed(issuer, base64url(`{"alg":"${issuer.alg}"}`), respell(base64url('texts'), random)),
  (random, issuer) => {
    const [header = '', payload = '', signature = ''] = honest(random, issuer).split('.')
    return `${header}.${payload}.${respell(signature, random)}`
  },
  (random, issuer) => {
    const [header = '', payload = '', signature = ''] = honest(random, issuer).split('.')
    return pick([`${header}.${payload}.`, `${header}..${signature}`, `.${payload}.${signature}`, `${payload}.${header}.${signature}`,
      `${header}.${payload}.${signature}.`, `${header}.${payload}.${signature}.x`, `${header}.${payload}`], random)
  },
  (random, issuer) => {
    const [header = '', payload = '', signature = ''] = honest(random, issuer).split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const at = Math.floor(random() * bytes.length)
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at)
    const resized = pick([bytes, bytes.subarray(1), Buffer.concat([bytes, Buffer.of(0)]), Buffer.concat([Buffer.of(0), bytes]), Buffer.alloc(bytes.length)], random)
    return `${header}.${payload}.${base64url(resized)}`
  },
  (random, issuer) => signed(issuer, base64url(`{"alg":"${issuer.alg}"}`), base64url('x'.repeat(pick([5900, 6000, 6000, 6000, 6200], random)))),
]

function tear(token: string, random: Random): string {
  const at = Math.floor(random() * (token.length + 1))
  const character = pick(characters, random)
  return pick([
    token.slice(0, at) + character + token.slice(at + 1),
    token.slice(0, at) + character + token.slice(at),
    token.slice(0, at) + token.slice(at + 1),
    token.slice(at) + token.slice(0, at),
    token.slice(0, at),
  ], random)
}

/** What a lenient reader takes for the same bytes. */
function respell(part: string, random: Random): string {
  const at = Math.floor(random() * (part.length + 1))
  return pick([
    `${part}=`, `${part}==`, part.replaceAll('-', '+').replaceAll('_', '/'), `${part.slice(0, at)}\n${part.slice(at)}`, ` ${part}`,
    `${part.slice(0, at)} ${part.slice(at)}`, part.slice(0, -1) + pick(characters, random), `${part}${pick(characters, random)}`, `${part}A`,
  ], random)
}
