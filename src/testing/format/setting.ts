/** What facts about formats are told in: grants, rings of keys, and a format at a place. */
import assert from 'node:assert/strict'
import type { Clock, Grant, Key, Keys, KeyUse, Proof, Purpose, Statement, TokenFormat } from '../../contracts.ts'
import { randomId, randomSecret } from '../../crypto/random.ts'
import type { Fact } from '../fact.ts'

/** Where a format stands, and by which clock. One that binds neither place nor time leaves them aside. */
export interface FormatPlace {
  readonly issuer: string
  readonly audience: string
  readonly clock: Clock
}

/** Makes the format as an application at this place has it. */
export type MakeFormat = (place: FormatPlace) => TokenFormat

/** What the facts need to know of a format. */
export interface FormatOptions {
  /** A new key of the kind that the format asks the ring for, or one of each. Absent for a format that takes none from it. */
  readonly newKey?: () => Key | readonly Key[]
  /** What it issues for: `access` for statements and `session` for references by default. */
  readonly purpose?: Purpose
}

export interface Setting {
  readonly kind: Proof['kind']
  readonly purpose: Purpose
  /** What a rotation brings: one new key of each use that the format asks for. None, where it asks for none. */
  newKeys(): readonly Key[]
  at(changes?: Partial<FormatPlace>): TokenFormat
  grant(changes?: Partial<Grant>): Grant
}

export type FormatFact = (setting: Setting) => Fact

export const now = 1_800_000_123
export const here = 'https://app.example'
export const elsewhere = 'https://other.example'

export function fact(name: string, body: (setting: Setting) => Promise<void>): FormatFact {
  return (setting) => ({ name, run: () => body(setting) })
}

export function settingOf(make: MakeFormat, { newKey, purpose: asked }: FormatOptions): Setting {
  const at = (changes: Partial<FormatPlace> = {}) => make({ issuer: here, audience: here, clock: () => now, ...changes })
  const { kind } = at()
  const purpose = asked ?? (kind === 'statement' ? 'access' : 'session')
  const newKeys = () => newKey === undefined ? [] : [newKey()].flat()
  return { kind, purpose, newKeys, at, grant: (changes) => grantOf({ purpose, ...changes }) }
}

/** Frozen: whoever issues changes nothing of a grant. */
function grantOf(changes: Partial<Grant>): Grant {
  return Object.freeze({
    purpose: 'access', issuer: here, audience: here, subject: randomId(), session: randomId(), credential: randomId(),
    secret: randomSecret(), issuedAt: now, expiresAt: now + 600, authTime: now - 30, epoch: 0, version: 0,
    scope: null, roles: Object.freeze([]), ...changes,
  })
}

/** The first key of a use issues, all verify. */
export function ringOf(...keys: readonly Key[]): Keys {
  const all = (use: KeyUse) => keys.filter((key) => key.use === use)
  return {
    all,
    find: (use, kid) => all(use).find((key) => key.kid === kid),
    current(use) {
      const [first] = all(use)
      if (first === undefined) throw new Error(`the ring has no key for "${use}"`)
      return first
    },
  }
}

/** A format with the ring that it issued one credential under. */
export interface Issued {
  readonly format: TokenFormat
  readonly keys: Keys
  readonly grant: Grant
  readonly credential: string
  readonly proof: Proof
}

/** Issued and verified: the beginning of most facts. */
export async function issued(setting: Setting, changes: Partial<Grant> = {}): Promise<Issued> {
  const format = setting.at()
  const keys = ringOf(...setting.newKeys())
  const grant = setting.grant(changes)
  const { credential } = await format.issue(grant, keys)
  const proof = await format.verify(credential, keys)
  assert.ok(proof, 'verify answers null for what the format has just issued')
  return { format, keys, grant, credential, proof }
}

export function stated(grant: Grant): Statement {
  const { secret: _secret, ...statement } = grant
  return statement
}

/**
 * Whether a changed credential still passes for the one that was issued. Another reference of the same shape is one that the
 * store will not find.
 */
export async function passes({ format, keys, proof }: Issued, text: string): Promise<boolean> {
  const found = await format.verify(text, keys)
  if (found === null) return false
  return found.kind === 'statement' || proof.kind !== 'reference' || found.digest === proof.digest
}

/** None of the texts passes for the credential. Those that do are told by their places: a credential is not printed. */
export async function refuseAll(of: Issued, texts: readonly string[], what: string): Promise<void> {
  const wrong: number[] = []
  for (const [n, text] of texts.entries()) {
    if (text !== of.credential && await passes(of, text)) wrong.push(n)
  }
  assert.deepEqual(wrong, [], `${what} pass for the credential; their places in the list`)
}
