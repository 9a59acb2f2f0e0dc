/**
 * Writes tokens by docs/token-format.md, right and wrong ones. It stands on node:crypto and shares no line with src, so that
 * what src opens was sealed by somebody else.
 */
import { createCipheriv, createHash, hkdfSync } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface VectorKey { readonly kid: string, readonly secret: string }
export interface VectorPlace { readonly purpose: string, readonly issuer: string, readonly audience: string }

export interface Claims {
  readonly subject: string
  readonly session: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly authTime: number
  readonly epoch: number
  readonly version: number
  readonly roles: readonly string[]
  readonly scope: readonly string[] | null
}

/** What the derived values are on the way, for whoever looks for the step at which theirs differ. */
export type Inside = Readonly<Record<'hourKey' | 'nonce' | 'associated' | 'plaintext', string>>

export interface Sealing {
  readonly key: VectorKey
  readonly place: VectorPlace
  readonly hour: number
  /** 16 bytes. */
  readonly id: Buffer
  readonly plaintext: Buffer
}

export const sha256 = (data: string): Buffer => createHash('sha256').update(data).digest()

/** The fixed secret and ids of the vectors: whoever has the page has them, so they protect nothing. */
export const fixed = (name: string, bytes: number): Buffer => sha256(`latchkey token vectors: ${name}`).subarray(0, bytes)

export const prefixOf = ({ purpose }: VectorPlace): string => purpose === 'access' ? 'lk_at_' : `lk_${purpose}_`

export function number(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = BigInt(value); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn)
    if (rest < 0x80n) return Buffer.from([...bytes, low])
    bytes.push(low | 0x80)
  }
}

export const signed = (value: number): Buffer => number(value < 0 ? -2 * value - 1 : 2 * value)

export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

export const list = (items: readonly string[]): Buffer => Buffer.concat([Buffer.of(items.length), ...items.map(text)])

/** An id of Latchkey as 16 bytes; null for a foreign one. */
function ours(id: string): Buffer | null {
  const bytes = Buffer.from(id, 'base64url')
  return bytes.length === 16 && bytes.toString('base64url') === id ? bytes : null
}

/** The claims field by field, so that one of them can be replaced. */
export function fieldsOf(claims: Claims): Buffer[] {
  const { subject, session, issuedAt, expiresAt, authTime, epoch, version, roles, scope } = claims
  const flags = [roles.length > 0, scope !== null, ours(subject) === null, ours(session) === null]
  const head = flags.reduce((bits, isUp, n) => isUp ? bits | 0x8000 >> n : bits, issuedAt % 3600)
  return [
    Buffer.of(head >> 8, head & 0xff), ours(subject) ?? text(subject), ours(session) ?? text(session),
    number(expiresAt - issuedAt), signed(issuedAt - authTime), number(epoch), number(version),
    roles.length > 0 ? list(roles) : Buffer.alloc(0), scope === null ? Buffer.alloc(0) : list(scope),
  ]
}

export function headerOf({ key, hour, id }: Sealing): Buffer {
  const header = Buffer.alloc(7)
  header.writeUInt8(1)
  sha256(key.kid).copy(header, 1, 0, 3)
  header.writeUIntBE(hour, 4, 3)
  return Buffer.concat([header, id])
}

/** Header, ciphertext and tag, without the checksum. */
export function seal(sealing: Sealing): { readonly bytes: Buffer, readonly inside: Inside } {
  const { key, place, hour, id, plaintext } = sealing
  const header = headerOf(sealing)
  const info = `latchkey token v1\n${place.purpose}\n${hour}`
  const hourKey = Buffer.from(hkdfSync('sha256', Buffer.from(key.secret, 'hex'), '', info, 32))
  const texts = [place.purpose, place.issuer, place.audience].map((one) => Buffer.from(one))
  const associated = Buffer.concat([header, ...texts.flatMap((one) => [Buffer.of(one.length >> 8, one.length & 0xff), one])])
  const nonce = id.subarray(0, 12)
  const cipher = createCipheriv('aes-256-gcm', hourKey, nonce)
  cipher.setAAD(associated)
  const bytes = Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  const hex = (value: Buffer) => value.toString('hex')
  return { bytes, inside: { hourKey: hex(hourKey), nonce: hex(nonce), associated: hex(associated), plaintext: hex(plaintext) } }
}

/** With a right checksum, which anybody can compute. */
export function tokenOf(prefix: string, bytes: Buffer): string {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(bytes))
  return prefix + Buffer.concat([bytes, checksum]).toString('base64url')
}
