/**
 * What a token states beside its header, as bytes: who, in which session, until when, with which rights. Written in one
 * way and read in no other. Knows no keys.
 *
 *     flags and second of the hour  2 bytes
 *     subject, session              16 bytes each; flagged as foreign: text of 1 to 64 bytes
 *     life, age of the login        number of seconds, signed number of seconds
 *     epoch, version                numbers
 *     roles, scope                  lists of texts, each only if flagged
 */
import type { Id, Seconds, Statement } from '../../contracts.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import {
  type Cursor, isDone, startOf, takeByte, takeEncoded, takeList, takeNumber, takeSigned, takeText,
  writeList, writeNumber, writeSigned, writeText,
} from './binary.ts'

export const HOUR: Seconds = 3600

/** The members that the header and the token's place do not state already. */
export type Claims = Omit<Statement, 'purpose' | 'issuer' | 'audience' | 'credential'>

/** Four flags above the second of the hour. */
const ROLES = 0x8000
const SCOPE = 0x4000
const FOREIGN_SUBJECT = 0x2000
const FOREIGN_SESSION = 0x1000
const SECOND = 0x0fff

const HEAD_BYTES = 2
const ID_BYTES = 16
/** An id that an application brings along is text. */
const FOREIGN_ID_BYTES = 64

/** Throws for what would not be read again as it is. */
export function writeClaims(claims: Claims): Buffer {
  const { subject, session, issuedAt, expiresAt, authTime, epoch, version, roles, scope } = claims
  if (!isTime(issuedAt) || !isTime(expiresAt) || !isTime(authTime)) throw new TypeError('grant has a time that is no whole second')
  const subjectId = readId(subject)
  const sessionId = readId(session)
  const flags =
    (roles.length > 0 ? ROLES : 0) | (scope === null ? 0 : SCOPE) |
    (subjectId === null ? FOREIGN_SUBJECT : 0) | (sessionId === null ? FOREIGN_SESSION : 0)
  return joined(flags | issuedAt % HOUR, [
    subjectId ?? writeText(subject, FOREIGN_ID_BYTES),
    sessionId ?? writeText(session, FOREIGN_ID_BYTES),
    writeNumber(expiresAt - issuedAt),
    // Signed: the clock of the process that issues may be behind the one that saw the login.
    writeSigned(issuedAt - authTime),
    writeNumber(epoch),
    writeNumber(version),
    roles.length > 0 ? writeList(roles) : [],
    scope === null ? [] : writeList(scope),
  ])
}

/** Each login and each refresh pays for it: in one piece of memory, which it fills. */
function joined(head: number, parts: readonly ArrayLike<number>[]): Buffer {
  let length = HEAD_BYTES
  for (const part of parts) length += part.length
  const bytes = Buffer.allocUnsafe(length)
  let at = bytes.writeUInt16BE(head)
  for (const part of parts) for (let from = 0; from < part.length; from++) bytes[at++] = part[from] ?? 0
  return bytes
}

/** Null for what `writeClaims` never writes. */
export function readClaims(bytes: Buffer, hour: number): Claims | null {
  const cursor = startOf(bytes)
  const head = takeByte(cursor) << 8 | takeByte(cursor)
  const second = head & SECOND
  const issuedAt = hour * HOUR + second
  // In the order in which they stand.
  const claims = {
    issuedAt,
    subject: takeId(cursor, (head & FOREIGN_SUBJECT) !== 0),
    session: takeId(cursor, (head & FOREIGN_SESSION) !== 0),
    expiresAt: issuedAt + takeNumber(cursor),
    authTime: issuedAt - takeSigned(cursor),
    epoch: takeNumber(cursor),
    version: takeNumber(cursor),
    roles: head & ROLES ? takeList(cursor) : [],
    scope: head & SCOPE ? takeList(cursor) : null,
  }
  // Without roles the flag is down. An empty scope is another thing than none: it allows nothing.
  const flagged = (head & ROLES) === 0 || claims.roles.length > 0
  const timely = second < HOUR && isTime(claims.expiresAt) && isTime(claims.authTime)
  return isDone(cursor) && flagged && timely ? claims : null
}

/** The 16 bytes of an id of ours; null for any other text. */
export function readId(id: Id): Buffer | null {
  const bytes = decodeBase64url(id)
  return bytes?.length === ID_BYTES ? bytes : null
}

function takeId(cursor: Cursor, foreign: boolean): Id {
  if (!foreign) return takeEncoded(cursor, ID_BYTES)
  const id = takeText(cursor, FOREIGN_ID_BYTES)
  // An id of ours, written as text, would be its second spelling.
  if (readId(id) !== null) cursor.sound = false
  return id
}

function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
