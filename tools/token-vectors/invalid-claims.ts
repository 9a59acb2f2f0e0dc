/** Claims that were sealed rightly and break a rule of their own: only whoever has the key can make such a token. */
import { fieldsOf, list, number, signed, text } from './encode.ts'
import { login, now } from './setting.ts'

export type Inside = readonly [rule: string, name: string, plaintext: Buffer]

const MOST = Number.MAX_SAFE_INTEGER
const names = ['head', 'subject', 'session', 'life', 'age', 'epoch', 'version', 'roles', 'scope'] as const
type Field = (typeof names)[number]

const full = { ...login, roles: ['admin', 'reader'], scope: ['orders:read'] }
const second = now % 3600
const head = (flags: number, at = second) => Buffer.of((flags | at) >> 8, at & 0xff)

/** The claims of a login, with some fields as they are given. */
function withFields(changes: Partial<Record<Field, Buffer>>, claims = login): Buffer {
  const fields = fieldsOf(claims)
  return Buffer.concat(names.map((name, n) => changes[name] ?? fields[n] ?? Buffer.alloc(0)))
}

const ROLES = 0x8000
const SCOPE = 0x4000
const SUBJECT = 0x2000
const SESSION = 0x1000

const seconds: Inside[] = [3600, 4095].map((at) => ['second', `in second ${at} of its hour`, withFields({ head: head(0, at) })])

const foreign = (flag: number, field: Field, value: Buffer) => withFields({ head: head(flag), [field]: value })
const identifiers: Inside[] = ([[SUBJECT, 'subject'], [SESSION, 'session']] as const).flatMap(([flag, field]): Inside[] => [
  ['identifier', `with an empty ${field}`, foreign(flag, field, Buffer.of(0))],
  ['identifier', `with a ${field} of 65 bytes`, foreign(flag, field, text('x'.repeat(65)))],
  ['identifier', `with an id of Latchkey as the text of a foreign ${field}`, foreign(flag, field, text(login[field]))],
  ['text', `with a ${field} that is not UTF-8`, foreign(flag, field, text(Buffer.of(0x61, 0xff)))],
])

const unsound = {
  'a byte that no UTF-8 has': [0xff], 'a lone continuation byte': [0x80], 'half a character': [0xc3], 'an overlong slash': [0xc0, 0xaf],
  'a surrogate': [0xed, 0xa0, 0x80], 'a code point beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
}
const texts: Inside[] = ([[ROLES, 'roles'], [SCOPE, 'scope']] as const).flatMap(([flag, field]) => [
  ['text', `with an empty item of its ${field}`, withFields({ head: head(flag), [field]: Buffer.of(1, 0) })] as const,
  ['text', `with an empty item among its ${field}`, withFields({ head: head(flag), [field]: Buffer.of(2, 1, 0x61, 0) })] as const,
  ...Object.entries(unsound).map(([name, bytes]): Inside => (
    ['text', `with ${name} in its ${field}`, withFields({ head: head(flag), [field]: Buffer.from([1, bytes.length, ...bytes]) })]
  )),
])

const numbers: Inside[] = (['life', 'age', 'epoch', 'version'] as const).flatMap((field): Inside[] => [
  ['number', `with a zero of two bytes for its ${field}`, withFields({ [field]: Buffer.of(0x80, 0) })],
  ['number', `with a 5 of eight bytes for its ${field}`, withFields({ [field]: Buffer.from([0x85, ...Buffer.alloc(6, 0x80), 0]) })],
  ['number', `with a ${field} of 2^53`, withFields({ [field]: Buffer.from([...Buffer.alloc(7, 0x80), 0x10]) })],
  ['number', `with a ${field} of 2^56 - 1`, withFields({ [field]: Buffer.from([...Buffer.alloc(7, 0xff), 0x7f]) })],
  ['number', `with a ${field} of nine bytes`, withFields({ [field]: Buffer.from([...Buffer.alloc(8, 0x80), 1]) })],
  ['number', `with a ${field} of nine bytes that is 0`, withFields({ [field]: Buffer.from([...Buffer.alloc(8, 0x80), 0]) })],
])

const times: Inside[] = [
  ['time', 'that expires in second 2^53', withFields({ life: number(MOST - now + 1) })],
  ['time', 'of a login in the second before 1970', withFields({ age: signed(now + 1) })],
  ['time', 'of a login in a second long before 1970', withFields({ age: signed(2 ** 52 - 1) })],
]

const roles: Inside[] = [
  ['roles', 'with the flag of roles and no role', withFields({ head: head(ROLES), roles: Buffer.of(0) })],
  ['roles', 'with the flag of roles, no role, and a scope', withFields({ head: head(ROLES | SCOPE), roles: Buffer.of(0), scope: list(['a']) })],
]

/** Cut before each field, and in the middle of each. */
const cut: Inside[] = names.flatMap((name, n): Inside[] => {
  const fields = fieldsOf(full)
  const before = Buffer.concat(fields.slice(0, n))
  const field = fields[n] ?? Buffer.alloc(0)
  const within: Inside[] = field.length < 2 ? [] : [['end', `cut within its ${name}`, Buffer.concat([before, field.subarray(0, -1)])]]
  return [['end', `cut before its ${name}`, before], ...within]
})

const ends: Inside[] = [
  ...cut,
  ['end', 'with the flag of roles and no list', withFields({ head: head(ROLES) })],
  ['end', 'with the flag of a scope and no list', withFields({ head: head(SCOPE) })],
  ['end', 'with roles and no flag of them', withFields({ roles: list(['admin']) })],
  ['end', 'with a scope and no flag of it', withFields({ scope: list(['orders:read']) })],
  ['end', 'with fewer roles than their number says', withFields({ head: head(ROLES), roles: Buffer.of(2, 1, 0x61) })],
  ['end', 'with more roles than their number says', withFields({ head: head(ROLES), roles: Buffer.of(1, 1, 0x61, 1, 0x62) })],
  ['end', 'with a role shorter than its length says', withFields({ head: head(ROLES), roles: Buffer.of(1, 5, 0x61) })],
  ['end', 'with a byte left over', withFields({ scope: Buffer.of(0) })],
  ['end', 'with a number that does not end', withFields({ version: Buffer.of(0x80) })],
]

export const insides: readonly Inside[] = [...seconds, ...identifiers, ...texts, ...numbers, ...times, ...roles, ...ends]
