/**
 * What one credential is, whose, until when, and why it would be refused now: for people who hold it. Unlike a request
 * that shows it, this uses nothing up and counts as no use. It knows credentials, and nothing of who may be told.
 */
import type { Carrier, Found, Id, Proof, RefusalCode, Seconds, Statement, User } from '../../contracts.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import { readJsonObject } from '../../formats/jwt/strict-json.ts'
import { prefixOf, unwrap } from '../../formats/sealed/envelope.ts'
import { aboutKey, keyRefusal } from '../narrowed/api-keys.ts'
import type { Core } from '../core.ts'
import { allCarriers, prove } from '../credentials.ts'
import { judgeStatement } from './judge-statement.ts'
import { expiresAt, isLive, sessionRefusal } from '../session/sessions.ts'
import { aboutTicket, ticketRefusal } from '../narrowed/tickets.ts'

/** One that this instance made, whether or not it is still good. */
export interface Known {
  readonly isOurs: true
  /** The carrier's name; `session`, `visitor`, `refresh`, `key`, `ticket` for references. */
  readonly kind: string
  /** Null: a visitor's, or the user is gone. */
  readonly user: Pick<User, 'id' | 'username'> | null
  /** Its login; of a key, and what was exchanged for one, the key. */
  readonly session: Id | null
  readonly scope: readonly string[] | null
  readonly issuedAt: Seconds
  readonly expiresAt: Seconds
  /** The name of a key, the path of a ticket, the audience of a statement. */
  readonly detail: string | null
  /** Null: it would be accepted. */
  readonly refusal: RefusalCode | null
}

/** Not made here, or changed since, or forgotten. */
export interface Unknown {
  readonly isOurs: false
  /** By its looks. */
  readonly kind: string
  /** What it says of itself. NOT VERIFIED: anybody can write that. */
  readonly says: Readonly<Record<string, unknown>>
  readonly refusal: 'credential_invalid'
}

export type Inspected = Known | Unknown

export async function inspect(core: Core, credential: string): Promise<Inspected> {
  const carrier = [...allCarriers(core), core.ticketCarrier].find(({ format }) => format.accepts(credential))
    ?? (core.refreshFormat.accepts(credential) ? { name: 'refresh', format: core.refreshFormat, transports: [] } : null)
  const keys = core.keys()
  const proof = await prove(core, { carrier, credential })
  const known = carrier === null || proof === null ? null : await knownBy(core, carrier, proof)
  // The log was read meanwhile, and may have told of a key that was dropped: what it proved is proved again.
  if (proof?.kind === 'statement' && core.keys() !== keys) return inspect(core, credential)
  return known ?? { isOurs: false, ...looksOf(credential, carrier), refusal: 'credential_invalid' }
}

async function knownBy(core: Core, carrier: Carrier, proof: Proof): Promise<Known | null> {
  if (proof.kind === 'statement') return ofStatement(core, carrier, proof.statement)
  const found = await core.store.findByDigest(proof.digest)
  if (found?.secret.purpose !== proof.purpose) return null
  return ofReference(core, found)
}

async function ofStatement(core: Core, carrier: Carrier, statement: Statement): Promise<Known> {
  const { subject, session, scope, issuedAt, expiresAt: end, audience } = statement
  const [user, checked] = await Promise.all([core.store.findUser(subject), judgeStatement(core, { statement, carrier }, 'authoritative')])
  const refusal = checked.status === 'refused' ? checked.reason : null
  return { isOurs: true, kind: carrier.name, user, session, scope, issuedAt, expiresAt: end, detail: audience === core.origin ? null : audience, refusal }
}

async function ofReference(core: Core, found: Found): Promise<Known> {
  const { secret, user } = found
  const common = { isOurs: true, user, issuedAt: secret.created, expiresAt: secret.expires } as const
  if (secret.purpose === 'key') {
    const { id, name, scope } = aboutKey(secret)
    return { ...common, kind: 'key', session: id, scope, detail: name, refusal: keyRefusal(core, found) }
  }
  if (secret.purpose === 'ticket') {
    const { path, scope, key } = aboutTicket(secret)
    return { ...common, kind: 'ticket', session: found.session?.id ?? key, scope, detail: path, refusal: await ticketRefusal(core, found) }
  }
  return { ...common, ...ofSession(core, found) }
}

function ofSession(core: Core, { secret, session, user }: Found) {
  const isRefresh = secret.purpose === 'refresh'
  const isVisitor = session?.subject === null
  return {
    kind: isVisitor ? 'visitor' : secret.purpose, session: session?.id ?? null, scope: session?.scope ?? null, detail: null,
    ...(session !== null && !isRefresh && { expiresAt: expiresAt(session) }),
    refusal: secret.consumed !== null || session === null ? isRefresh ? 'token_reused' : 'credential_invalid'
      : isVisitor ? isLive(session, null, core.clock()) ? null : 'credential_expired'
        : sessionRefusal(session, user, core.clock()),
  } as const
}

/** A shape of JWT that is not ours is told as it stands; of a sealed token only the outside can be read. */
function looksOf(credential: string, carrier: Carrier | null): Pick<Unknown, 'kind' | 'says'> {
  const [header, claims] = credential.split('.', 5).map(objectIn)
  if (header !== undefined && header !== null) return { kind: 'jwt', says: { header, ...claims != null && { claims } } }
  if (!credential.startsWith(prefixOf('access'))) return { kind: carrier === null ? 'unknown' : kindOf(carrier), says: {} }
  const envelope = unwrap(prefixOf('access'), credential)
  const outside = envelope === null ? { checksum: 'wrong, or another version' } : { version: 1, hour: envelope.hour * 3600, checksum: 'right' }
  return { kind: 'token', says: outside }
}

function kindOf({ name, format }: Carrier): string {
  return format.kind === 'reference' && name === 'cookie' ? 'session' : name
}

function objectIn(part: string) {
  const bytes = decodeBase64url(part)
  return bytes === null ? null : readJsonObject(bytes)
}
