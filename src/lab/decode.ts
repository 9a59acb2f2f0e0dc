/**
 * Takes a pasted credential apart. Of one that the lab itself made, all; of any other only what anybody can read on its outside, not
 * verified, and without the part that makes it work. It is kept nowhere.
 */
import { decodeBase64url } from '../crypto/bytes.ts'
import type { Inspected, Known } from '../core/judging/inspect.ts'
import type { Decoded, DecodedPart } from './facts.ts'
import type { LabInstance } from './instance.ts'
import { objectIn } from './wire.ts'

/** Longer ones are none of anybody's. */
const mostCharacters = 8192

export async function decode(instance: LabInstance, pasted: string): Promise<Decoded> {
  const credential = valueIn(pasted)
  const found = await instance.auth.inspect(credential)
  return {
    kind: found.kind, isOurs: found.isOurs, refusal: found.refusal,
    // What is not the lab's is shown to nobody, not even to whoever pasted it.
    shown: found.isOurs ? credential : null,
    parts: partsOf(credential, found), now: instance.clock(),
    expiresAt: found.isOurs ? found.expiresAt : endStated(credential),
  }
}

/** People paste header lines: `Authorization: Bearer …`, `Cookie: name=…`. */
function valueIn(pasted: string): string {
  const text = pasted.trim().slice(0, mostCharacters)
  const bare = text.replace(/^(authorization|cookie|set-cookie|x-auth-token):\s*/i, '').replace(/^bearer\s+/i, '')
  return (/^[!#$%&'*+.^_`|~\w-]+=([^;\s]+)/.exec(bare)?.[1] ?? bare).replaceAll(/\s/g, '')
}

function partsOf(credential: string, found: Inspected): readonly DecodedPart[] {
  const jwt = jwtParts(credential, found.isOurs)
  if (jwt !== null) return jwt
  if (!found.isOurs) return outsideOf(found.says)
  const isSealed = found.kind === 'token'
  return [{ name: isSealed ? 'sealed' : 'record', bytes: credential.length, members: membersOf(found) }]
}

function outsideOf(says: Readonly<Record<string, unknown>>): readonly DecodedPart[] {
  const members = Object.entries(says)
  return members.length === 0 ? [] : [{ name: 'outside', bytes: null, members }]
}

function membersOf({ user, session, issuedAt, expiresAt, scope }: Known): DecodedPart['members'] {
  return [
    ['sub', user === null ? null : user.username], ['sid', session], ['iat', issuedAt], ['exp', expiresAt], ['scope', scope === null ? 'all' : scope.join(' ')],
  ]
}

/** Base64url and no more: to read a JWT takes no key. Null: it is none. */
function jwtParts(credential: string, isOurs: boolean): readonly DecodedPart[] | null {
  const [head = '', body = '', signature = '', more] = credential.split('.')
  const header = membersIn(head)
  if (header === null || body === '' || more !== undefined) return null
  const payload = membersIn(body)
  return [
    { name: 'header', bytes: head.length, members: header },
    ...payload === null ? [] : [{ name: 'payload', bytes: body.length, members: payload } as const],
    { name: 'signature', bytes: signature.length, members: isOurs ? [['', signature]] : [] },
  ]
}

function membersIn(part: string): DecodedPart['members'] | null {
  const text = decodeBase64url(part)?.toString('utf8') ?? ''
  const members = objectIn(text)
  return members === null ? null : Object.entries(members)
}

function endStated(credential: string): number | null {
  const stated = jwtParts(credential, false)?.find(({ name }) => name === 'payload')?.members.find(([name]) => name === 'exp')?.[1]
  return typeof stated === 'number' && Number.isSafeInteger(stated) ? stated : null
}
