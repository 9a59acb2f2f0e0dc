/** PASETO v4.local as a format of an application's own: docs/own-format.md shows this file. */
import { hkdfSync } from 'node:crypto'
import { decrypt, encrypt } from 'paseto-ts/v4'
import type { Grant, Key, Seconds, Statement, TokenFormat } from '../../../src/contracts.ts'

const PREFIX = 'v4.local.'
const LONGEST = 4096
/** Authenticated with every token and in none: what is sealed for another purpose does not open. */
const assertion = 'access'
/** Times are as core gave them, and core judges them: the library would add its own, and ask the clock. */
const asItIs = { assertion, addIat: false, addExp: false, validatePayload: false }

export function pasetoFormat(): TokenFormat {
  return {
    name: 'paseto',
    kind: 'statement',
    accepts: (credential) => credential.startsWith(PREFIX),
    issue(grant, keys) {
      if (grant.purpose !== 'access') throw new TypeError(`grant is for ${grant.purpose}; a PASETO is for access`)
      const credential = encrypt(pasetoKey(keys.current('token')), writePayload(grant), asItIs)
      if (credential.length > LONGEST) throw new RangeError(`${credential.length} characters are too many for a token`)
      return { credential }
    },
    verify(credential, keys) {
      if (!isCanonical(credential)) return null
      for (const key of keys.all('token')) {
        const payload = open(credential, pasetoKey(key))
        if (payload !== null) return { kind: 'statement', statement: readPayload(payload) }
      }
      return null
    },
  }
}

/** The library takes stray bits, padding and a footer: what does not encode to itself again is refused. */
function isCanonical(credential: string): boolean {
  if (!credential.startsWith(PREFIX) || credential.length > LONGEST) return false
  const body = credential.slice(PREFIX.length)
  return Buffer.from(body, 'base64url').toString('base64url') === body
}

/** Derived from a key of the ring: no two formats share a key, and the ring's rotation is this one's too. */
function pasetoKey({ secret }: Key): string {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'our application: paseto v4.local', 32))
  return `k4.local.${bytes.toString('base64url')}`
}

/** Null where the library throws: to a stranger that is one refusal. */
function open(credential: string, key: string): Payload | null {
  try {
    return decrypt(key, credential, asItIs).payload as Payload // sealed under our key: we wrote it
  } catch {
    return null
  }
}

type Payload = ReturnType<typeof writePayload>

/** The registered claims of PASETO, and ours. JSON would make null of what is no number. */
function writePayload(grant: Grant) {
  const { issuer, audience, subject, session, credential, issuedAt, expiresAt, authTime, epoch, version, scope, roles } = grant
  if (![issuedAt, expiresAt, authTime, epoch, version].every(Number.isSafeInteger)) {
    throw new TypeError('grant holds a number that is no whole one')
  }
  return {
    iss: issuer, aud: audience, sub: subject, jti: credential, iat: toIso(issuedAt), exp: toIso(expiresAt),
    sid: session, auth_time: toIso(authTime), epoch, ver: version, scope, roles,
  }
}

function readPayload(payload: Payload): Statement {
  const { iss, aud, sub, jti, iat, exp, sid, auth_time: authTime, epoch, ver, scope, roles } = payload
  return {
    purpose: 'access', issuer: iss, audience: aud, subject: sub, session: sid, credential: jti,
    issuedAt: fromIso(iat), expiresAt: fromIso(exp), authTime: fromIso(authTime), epoch, version: ver, scope, roles,
  }
}

function toIso(time: Seconds): string {
  return new Date(time * 1000).toISOString()
}

function fromIso(text: string): Seconds {
  return Date.parse(text) / 1000
}
