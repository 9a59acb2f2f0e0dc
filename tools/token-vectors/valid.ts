/** Tokens that open: every member of the claims at its bounds, every length of a number, every key and place. */
import { type Claims, fieldsOf, fixed, seal, type VectorPlace } from './encode.ts'
import { hourOf, type KeyName, keys, login, now, place, sealingOf, tokenFrom, type Valid } from './setting.ts'

const MOST = Number.MAX_SAFE_INTEGER
const DAY = 86_400

interface Case extends Partial<Claims> {
  readonly key?: KeyName
  readonly opened?: { readonly keys?: readonly KeyName[], readonly now?: number }
  readonly place?: VectorPlace
}

/** The seconds of an hour that began so many hours from now. */
const hour = (offset: number, second = 0) => (hourOf(now) + offset) * 3600 + second
/** Two keys of one reference. */
const twins = ['one of a reference', 'other of a reference'] as const
const issuedAt = (at: number, opened = now): Case => (
  { issuedAt: at, authTime: at, expiresAt: at + 31 * DAY, opened: { now: opened } }
)
/** A subject that is nearly an id of Latchkey: 22 characters, but with bits beyond the last byte. */
const nearlyOurs = `${'A'.repeat(21)}B`
/** Where a number needs a byte more. */
const edges = [1, 2, 3, 4, 5, 6, 7].flatMap((bytes) => [128 ** bytes - 1, 128 ** bytes])
const longRole = 'role of 255 bytes '.padEnd(255, 'x')
/** What fills a token to so many bytes, 82 of which are there without a role: 3,067 are 4,096 characters. */
export function rolesUpTo(bytes: number): readonly string[] {
  const [flagged, each] = [82 + 1, longRole.length + 1]
  const last = (bytes - flagged) % each - 1
  return [...Array.from({ length: Math.floor((bytes - flagged) / each) }, () => longRole), 'x'.repeat(last)]
}

const cases: Readonly<Record<string, Case>> = {
  'at login': {},
  'with nothing in it: issued in the first second of 1970, over at once': {
    issuedAt: 0, expiresAt: 0, authTime: 0, opened: { now: 0 }, subject: 's', session: 's',
  },
  'with the largest numbers, in the last hour that three bytes hold': {
    issuedAt: 2 ** 24 * 3600 - 1, expiresAt: MOST, authTime: 0, epoch: MOST, version: MOST, opened: { now: 2 ** 24 * 3600 - 1 },
  },
  'of a login an hour ago': { authTime: now - 3600 },
  'of a login 30 days ago': { authTime: now - 30 * DAY },
  'of a login that a clock ahead of ours saw': { authTime: now + 1 },
  'of a login 63 seconds ago, the last age of one byte': { authTime: now - 63 },
  'of a login 64 seconds ago': { authTime: now - 64 },
  'of a login 64 seconds ahead, the last of one byte': { authTime: now + 64 },
  'of a login 65 seconds ahead': { authTime: now + 65 },
  'of a login in the first second of 1970': { authTime: 0 },
  'of a login as far ahead as a signed number goes': { authTime: now + 2 ** 52 },
  'with a role': { roles: ['admin'] },
  'with roles, one of them twice': { roles: ['reader', 'writer', 'reader'] },
  'with roles beyond ASCII, a byte order mark and U+0000': { roles: ['管理者', '\ufeffrôle', 'a\0b', '🗝'] },
  'with a role of 255 bytes': { roles: [longRole] },
  'with 255 roles and 255 scopes': {
    roles: Array.from({ length: 255 }, (_, n) => `r${n}`), scope: Array.from({ length: 255 }, (_, n) => `s${n}`),
  },
  'with 4,096 characters': { roles: rolesUpTo(3067) },
  'with an empty scope': { scope: [] },
  'with a scope': { scope: ['orders:read', 'orders:write'] },
  'with roles and a scope': { roles: ['admin'], scope: ['orders:read'] },
  'with a foreign subject of one byte': { subject: '1' },
  'with a foreign subject of 64 bytes': { subject: 'é'.repeat(32) },
  'with a foreign session': { session: 'build 4711' },
  'with a foreign subject and session': { subject: 'mira@example.com', session: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d' },
  'with a subject of 22 characters that no 16 bytes make': { subject: nearlyOurs },
  'with a subject of 21 characters of base64url': { subject: 'A'.repeat(21) },
  'with a subject of 24 characters, padding among them': { subject: `${'A'.repeat(22)}==` },
  'in the first second of an hour': issuedAt(hour(0)),
  'in the last second of an hour': issuedAt(hour(0, 3599), hour(0, 3599)),
  'of the next hour, opened in the last second of this one': issuedAt(hour(1), hour(1) - 1),
  'of 744 hours ago, opened in the last second': issuedAt(hour(-744, 3599), hour(0, 3598)),
  'by the second of two keys': { key: 'second', opened: { keys: ['first', 'second'] } },
  'by the first of two keys': { opened: { keys: ['first', 'second'] } },
  'by a key whose kid is beyond ASCII': { key: 'a kid beyond ASCII' },
  'by the one of two keys of one reference': { key: twins[0], opened: { keys: twins } },
  'by the other of two keys of one reference': { key: twins[1], opened: { keys: twins } },
  'by a key beside another of its kid': { opened: { keys: ['another secret', 'first'] } },
  'for the purpose invitation': { place: { ...place, purpose: 'invitation' } },
  'for the shortest purpose': { place: { ...place, purpose: 'a00' } },
  'for the longest purpose': { place: { ...place, purpose: 'z'.repeat(32) } },
  'for an issuer and an audience beyond ASCII': { place: { purpose: 'access', issuer: 'Büro', audience: '事務所 🗝' } },
  'for an audience of 300 bytes': { place: { ...place, audience: `https://${'a'.repeat(292)}` } },
  ...Object.fromEntries(edges.flatMap((edge) => [
    [`with an epoch of ${edge}`, { epoch: edge }],
    [`with a version of ${edge}`, { version: edge }],
  ])),
  ...Object.fromEntries([127, 128, 16_383, 16_384, 2_097_151, 2_097_152].map((life) => (
    [`with a life of ${life} seconds`, { expiresAt: now + life }]
  ))),
}

export function validVectors(): Valid[] {
  return Object.entries(cases).map(([name, { key = 'first', opened = {}, place: good = place, ...changes }]) => {
    const claims = { ...login, ...changes }
    const made = { key: keys[key], place: good, hour: hourOf(claims.issuedAt) }
    const sealing = sealingOf(name, Buffer.concat(fieldsOf(claims)), made)
    const opening = { keys: [key], now, ...opened, ...good }
    const credential = fixed(`id of ${name}`, 16).toString('base64url')
    return { name, ...opening, token: tokenFrom(sealing), claims: { ...claims, credential }, inside: seal(sealing).inside }
  })
}
