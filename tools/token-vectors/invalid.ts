/** Tokens that do not open: for every rule of the page some that break this one alone. */
import { fieldsOf, seal, type Sealing, tokenOf } from './encode.ts'
import { hourOf, type Invalid, keys, login, now, type Opening, place, sealingOf, tokenFrom } from './setting.ts'
import { insides } from './invalid-claims.ts'
import { rolesUpTo } from './valid.ts'

const opening: Opening = { ...place, keys: ['first'], now }
const claims = Buffer.concat(fieldsOf(login))
const good = sealingOf('a good one', claims)
/** Header, ciphertext and tag of a token that opens. */
const bytes = seal(good).bytes
const token = tokenFrom(good)
const body = token.slice('lk_at_'.length)
const whole = Buffer.from(body, 'base64url')
const checksum = whole.subarray(-4)

/** As it is, without a checksum of its own. */
function spelled(...parts: readonly Uint8Array[]): string {
  return `lk_at_${Buffer.concat(parts).toString('base64url')}`
}

type Case = readonly [rule: string, name: string, token: string, opening?: Partial<Opening>]

function flipped(at: number, bit = 1): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ bit, at)
  return copy
}

function written(at: number, ...values: readonly number[]): string {
  const copy = Buffer.from(bytes)
  copy.set(values, at)
  return tokenOf('lk_at_', copy)
}

const prefixes: Case[] = [
  ...['', 'LK_AT_', 'Lk_at_', 'lk_AT_', 'lk-at-', 'lk_at', 'lk_se_', 'lk_rt_', 'lk_access_', ' lk_at_', 'Bearer lk_at_', '\ufefflk_at_']
    .map((prefix): Case => ['prefix', `with the prefix ${JSON.stringify(prefix)}`, prefix + body]),
  ['prefix', 'that is empty', ''],
  ['prefix', 'of another purpose', token, { purpose: 'invitation' }],
  ['size', 'that is a prefix alone', 'lk_at_'],
]

/** The last character of 110 carries two bits of the last byte and four beyond it. */
const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const strayed = last.charAt(last.indexOf(body.slice(-1)) + 1)
const middle = (inserted: string) => `lk_at_${body.slice(0, 50)}${inserted}${body.slice(50)}`

const spellings: Case[] = [
  ['base64url', 'with bits beyond the last byte', token.slice(0, -1) + strayed],
  ['base64url', 'with padding', `${token}==`],
  ['base64url', 'with one padding character', `${token}=`],
  ['base64url', 'with one character beyond a multiple of four', `${token}AAA`],
  ['base64url', 'with + for -', tokenWith('-', '+')],
  ['base64url', 'with / for _', tokenWith('_', '/')],
  ['base64url', 'with a letter in percent-encoding', middle('%41')],
  ['base64url', 'with a letter that is none of ASCII', middle('Ł')],
  ['base64url', 'with U+0000 in it', middle('\0')],
  ...[' ', '\n', '\r\n', '\t', '='].flatMap((blank): Case[] => [
    ['base64url', `with ${JSON.stringify(blank)} behind it`, token + blank],
    ['base64url', `with ${JSON.stringify(blank)} in it`, middle(blank)],
    ['base64url', `with ${JSON.stringify(blank)} behind its prefix`, `lk_at_${blank}${body}`],
  ]),
]

/** A token that opens and has such a character in it, in which that is then replaced. */
function tokenWith(character: string, replaced: string): string {
  for (let n = 0; ; n++) {
    const text = tokenFrom(sealingOf(`spelling ${n}`, claims)).slice('lk_at_'.length)
    if (text.includes(character)) return `lk_at_${text.replaceAll(character, replaced)}`
  }
}

const boundaries = { version: 0, key: 1, hour: 4, id: 7, claims: 23, tag: bytes.length - 16, 'the last byte of the tag': bytes.length - 1 }

const lengths: Case[] = [
  ['length', 'of 4,097 characters', tokenFrom(sealingOf('too long', Buffer.concat(fieldsOf({ ...login, roles: rolesUpTo(3068) }))))],
  ['length', 'of 10,000 characters', `lk_at_${'A'.repeat(9994)}`],
  ['size', 'of 42 bytes', tokenOf('lk_at_', bytes.subarray(0, 38))],
  ['end', 'of 43 bytes, with no claims', tokenFrom(sealingOf('no claims', Buffer.alloc(0)))],
  ...Object.entries(boundaries).flatMap(([field, at]): Case[] => [
    [at + 4 < 43 ? 'size' : 'tag', `cut before ${field}, with a right checksum`, tokenOf('lk_at_', bytes.subarray(0, at))],
    [at < 43 ? 'size' : 'checksum', `cut before ${field}`, spelled(bytes.subarray(0, at))],
  ]),
  ['checksum', 'without its checksum', spelled(bytes)],
  ['checksum', 'without the last byte of its checksum', spelled(whole.subarray(0, -1))],
  ['checksum', 'with a byte more', spelled(whole, Buffer.of(0))],
  ['tag', 'with a byte more before a right checksum', tokenOf('lk_at_', Buffer.concat([bytes, Buffer.of(0)]))],
  ['tag', 'with a byte more before its tag', tokenOf('lk_at_', Buffer.concat([bytes.subarray(0, -16), Buffer.of(0), bytes.subarray(-16)]))],
]

const checksums: Case[] = [
  ...[0, 1, 2, 3].map((n): Case => (
    ['checksum', `with byte ${n} of its checksum changed`, spelled(bytes, checksum.map((byte, at) => at === n ? byte ^ 1 : byte))]
  )),
  ['checksum', 'with its checksum in the other order of bytes', spelled(bytes, checksum.toReversed())],
  ['checksum', 'with a checksum of zeros', spelled(bytes, Buffer.alloc(4))],
  ['checksum', 'with a byte of its claims changed', spelled(flipped(30), checksum)],
]

const hour = hourOf(now)
const at = (name: string, changes: Partial<Sealing>) => tokenFrom(sealingOf(name, claims, changes))
const shifted = (by: number) => at(`hour ${by}`, { hour: hour + by })
/** The last byte of the hour, changed by one, is an hour of the window. */
const rulesOfBytes = ['version', 'key', 'key', 'key', 'hour', 'hour', ...Array.from({ length: 17 }, () => 'tag')]

const headers: Case[] = [
  ...rulesOfBytes.map((rule, n): Case => [rule, `with byte ${n} of its header changed`, tokenOf('lk_at_', flipped(n))]),
  ...[0, 2, 255].map((version): Case => ['version', `of version ${version}`, written(0, version)]),
  ['key', 'of a key that is not there', token, { keys: ['second'] }],
  ['key', 'where there is no key', token, { keys: [] }],
  ['key', 'with the reference of no key', written(1, 0, 0, 0)],
  ['hour', 'of two hours ahead', shifted(2)],
  ['hour', 'of 745 hours ago', shifted(-745)],
  ['hour', 'of the next hour but one, opened in the last second of this hour', shifted(1), { now: hour * 3600 - 1 }],
  ['hour', 'of 744 hours ago, opened a second after its last', shifted(-744), { now: (hour + 1) * 3600 }],
  ['hour', 'of the first hour of 1970', written(4, 0, 0, 0)],
  ['hour', 'of the last hour that three bytes hold', written(4, 255, 255, 255)],
  ['tag', 'of the next hour, moved into this one', written(4, (hour + 1) >> 16, (hour + 1) >> 8 & 255, (hour + 1) & 255)],
]

const elsewhere = { issuer: 'https://other.example', audience: 'https://other.example' }
const second = seal(sealingOf('a second one', claims)).bytes
const invitation = { ...place, purpose: 'invitation' }
const authentic: Case[] = [
  ['tag', 'of another issuer', token, { issuer: elsewhere.issuer }],
  ['tag', 'of another audience', token, { audience: elsewhere.audience }],
  ['tag', 'whose issuer and audience are exchanged', token, { issuer: place.audience, audience: place.issuer }],
  ['tag', 'whose issuer took a letter of the audience', token, { issuer: `${place.issuer}h`, audience: place.audience.slice(1) }],
  ['tag', 'whose issuer has a capital letter', token, { issuer: place.issuer.toUpperCase() }],
  ['tag', 'of another purpose, with the prefix of this one', at('another purpose', { place: invitation }).replace('lk_invitation_', 'lk_at_')],
  ['tag', 'of this purpose, with the prefix of another', token.replace('lk_at_', 'lk_invitation_'), { purpose: 'invitation' }],
  ['tag', 'of another key of the same kid', token, { keys: ['another secret'] }],
  ['tag', 'of another key, with the reference of this one', at('another key', { key: keys['another secret'] })],
  ['tag', 'of the other key of its reference', at('other of a reference', { key: keys['one of a reference'] }), { keys: ['other of a reference'] }],
  ['tag', 'with the ciphertext of another token', tokenOf('lk_at_', Buffer.concat([bytes.subarray(0, 23), second.subarray(23)]))],
  ['tag', 'with a tag of zeros', written(bytes.length - 16, ...Buffer.alloc(16))],
  ...[23, bytes.length - 17, bytes.length - 16, bytes.length - 1].map((n): Case => ['tag', `with byte ${n} changed`, tokenOf('lk_at_', flipped(n, 0x80))]),
]

export function invalidVectors(): Invalid[] {
  const inner = insides.map(([rule, name, plaintext]): Case => (
    [rule, name, tokenFrom(sealingOf(name, plaintext))]
  ))
  return [...prefixes, ...lengths, ...spellings, ...checksums, ...headers, ...authentic, ...inner].map(([rule, name, made, changes]) => (
    { name, rule, ...opening, ...changes, token: made }
  ))
}
