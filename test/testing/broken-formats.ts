/** Token formats with one fault each, as people make them, and the fact that finds it. */
import { createHash } from 'node:crypto'
import type { Grant, Keys, Proof, Statement, TokenFormat } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { opaque } from '../../src/formats/opaque.ts'
import { sealed } from '../../src/formats/sealed.ts'
import type { MakeFormat } from '../../src/testing.ts'
import { ringOf } from '../formats/ring.ts'

export interface Broken {
  readonly make: MakeFormat
  readonly caughtBy: readonly string[]
}

interface Synchronous extends Omit<TokenFormat, 'issue' | 'verify'> {
  issue(grant: Grant, keys: Keys): { credential: string, digest?: string }
  verify(credential: string, keys: Keys): Proof | null
}

type Change = Partial<Synchronous>

const synchronous = (format: TokenFormat) => format as Synchronous // our own formats answer at once

/** The sealed format with some of it replaced. */
function statement(change: (good: Synchronous, place: Parameters<MakeFormat>[0]) => Change): MakeFormat {
  return (place) => {
    const good = synchronous(sealed(place))
    return { ...good, ...change(good, place) }
  }
}

function reference(change: (good: Synchronous) => Change): MakeFormat {
  return () => {
    const good = synchronous(opaque({ purpose: 'session', prefix: 'lk_se_' }))
    return { ...good, ...change(good) }
  }
}

/** What it states is not what was sealed. */
const stating = (change: (told: Statement) => Partial<Statement>) => statement((good) => ({
  verify(credential, keys) {
    const proof = good.verify(credential, keys)
    return proof?.kind === 'statement' ? { kind: 'statement', statement: { ...proof.statement, ...change(proof.statement) } } : proof
  },
}))

/** Seals another grant than it is given. */
const sealing = (change: (grant: Grant) => Partial<Grant>) => statement((good) => ({
  issue: (grant, keys) => good.issue({ ...grant, ...change(grant) }, keys),
}))

/** Reads a text as another one first. */
const reading = (change: (text: string) => string) => statement((good) => ({ verify: (text, keys) => good.verify(change(text), keys) }))

const givesBack = 'a statement gives back what it was issued with: '
const orRefused = 'a grant is refused where it is issued, or given back as it is: '
const own = generateKey('token', 'HKDF')
const everything = 'it accepts and verifies what it issues, as the kind that it says'

/** Nothing but JSON and the name of a key: whoever can write it is believed. */
const unsigned = statement((_, place) => ({
  issue: (grant, keys) => {
    const { secret: _secret, ...told } = grant
    return { credential: Buffer.from(JSON.stringify({ ...told, kid: keys.current('token').kid })).toString('base64url') }
  },
  accepts: (text) => text.startsWith('ey'),
  verify(text, keys) {
    try {
      const { kid, ...told } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Statement & { kid: string } // which it believes
      return keys.find('token', kid) && place.issuer === told.issuer ? { kind: 'statement', statement: told } : null
    } catch {
      return null
    }
  },
}))

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url')
const found = (digest: string): Proof => ({ kind: 'reference', purpose: 'session', digest })

export const brokenStatements: Readonly<Record<string, Broken>> = {
  'accepts nothing': { make: statement(() => ({ accepts: () => false })), caughtBy: [everything] },
  'says that it is a statement, and proves references': {
    make: statement(() => ({ verify: (text) => ({ kind: 'reference', purpose: 'access', digest: digestOf(text) }) })), caughtBy: [everything],
  },
  'writes into the grant': { make: statement((good) => ({ issue: (grant, keys) => good.issue(Object.assign(grant, { version: 1 }), keys) })), caughtBy: [everything] },
  'answers the same credential for every grant': {
    make: sealing(() => ({ credential: 'A'.repeat(22) })), caughtBy: ['it issues another credential for another id and secret'],
  },
  'states that the login is now': { make: sealing(({ issuedAt }) => ({ authTime: issuedAt })), caughtBy: [`${givesBack}a login`, `${givesBack}a login of 30 days ago`] },
  'takes no login of a clock ahead': {
    make: stating(({ authTime, issuedAt }) => ({ authTime: Math.min(authTime, issuedAt) })), caughtBy: [`${givesBack}a login that a clock ahead of ours saw`],
  },
  'shortens lives to an hour': { make: sealing(({ issuedAt, expiresAt }) => ({ expiresAt: Math.min(expiresAt, issuedAt + 3600) })), caughtBy: [`${givesBack}a life of 12 hours`] },
  'writes a version in two bytes': { make: sealing(({ version }) => ({ version: version & 0xffff })), caughtBy: [`${givesBack}an epoch and a version`] },
  'writes an epoch in four bytes': { make: sealing(({ epoch }) => ({ epoch: epoch >>> 0 })), caughtBy: [`${givesBack}a large epoch and version`] },
  'forgets the roles': { make: sealing(() => ({ roles: [] })), caughtBy: [`${givesBack}a role`] },
  'writes roles in Latin-1': {
    make: sealing(({ roles }) => ({ roles: roles.map((role) => Buffer.from(role, 'latin1').toString('latin1')) })), caughtBy: [`${givesBack}roles beyond ASCII`],
  },
  'takes an empty scope for none, which is everything': {
    make: stating(({ scope }) => ({ scope: scope?.length === 0 ? null : scope })), caughtBy: [`${givesBack}an empty scope, which is another thing than none`],
  },
  'forgets the scope': { make: sealing(() => ({ scope: null })), caughtBy: [`${givesBack}a scope`, `${givesBack}roles and a scope`] },
  'writes ids in lower case': { make: stating(({ subject }) => ({ subject: subject.toLowerCase().replace(/-/g, '') })), caughtBy: [`${orRefused}an id that is a UUID`] },
  'writes a subject in Latin-1': {
    make: stating(({ subject }) => ({ subject: Buffer.from(subject, 'latin1').toString('latin1') })), caughtBy: [`${orRefused}a subject beyond ASCII`],
  },
  'pads a subject to two letters': { make: sealing(({ subject }) => ({ subject: subject.padEnd(2, '0') })), caughtBy: [`${orRefused}a subject of one letter`] },
  'joins roles by commas': {
    make: sealing(({ roles }) => ({ roles: roles.join(',').split(',').filter((role) => role !== '') })),
    caughtBy: [`${orRefused}a role with blanks, quotes and line ends`, `${orRefused}an empty role`],
  },
  'joins a scope by blanks': {
    make: sealing(({ scope }) => ({ scope: scope && scope.join(' ').split(' ').filter((one) => one !== '') })),
    caughtBy: [`${orRefused}a scope with a blank in it`, `${orRefused}an empty scope token`],
  },
  'replaces half a character': { make: sealing(({ roles }) => ({ roles: roles.map((role) => role.toWellFormed()) })), caughtBy: [`${orRefused}half a surrogate pair`] },
  'keeps roles as members of an object': {
    make: stating(({ roles }) => ({ roles: Object.keys(roles.reduce<Record<string, string>>((all, role) => Object.assign(all, JSON.parse(`{"${role === '__proto__' ? 'proto' : role}":"1"}`)), {})) })),
    caughtBy: [`${orRefused}a member of every object as a role`],
  },
  'cuts a long list': { make: sealing(({ roles }) => ({ roles: roles.slice(0, 100) })), caughtBy: [`${orRefused}hundreds of roles`] },
  'takes a negative life for none': { make: sealing(({ issuedAt, expiresAt }) => ({ expiresAt: Math.max(issuedAt, expiresAt) })), caughtBy: [`${orRefused}an end before its start`] },
  'cuts fractions': { make: sealing(({ issuedAt }) => ({ issuedAt: Math.floor(issuedAt) })), caughtBy: [`${orRefused}half a second`] },
  'takes what is no number for 0': { make: sealing(({ epoch }) => ({ epoch: epoch || 0 })), caughtBy: [`${orRefused}not a number`] },
  'drops signs': { make: sealing(({ version }) => ({ version: Math.abs(version) })), caughtBy: [`${orRefused}a negative version`] },
  'judges times itself': {
    make: statement((good, { clock }) => ({
      verify(text, keys) {
        const proof = good.verify(text, keys)
        return proof?.kind === 'statement' && clock() >= proof.statement.expiresAt ? null : proof
      },
    })),
    caughtBy: ['a token whose time is over, or that is of a clock ahead, is authentic: core judges times'],
  },
  'makes an access token of any grant': { make: sealing(() => ({ purpose: 'access' })), caughtBy: ['what it says of a purpose is true'] },
  'binds no issuer, and states its own': {
    make: statement((_, place) => elsewhere({ ...place, issuer: 'anywhere' }, { issuer: place.issuer })), caughtBy: ['a statement for one issuer is none for another'],
  },
  'binds no audience, and states its own': {
    make: statement((_, place) => elsewhere({ ...place, audience: 'anywhere' }, { audience: place.audience })), caughtBy: ['a statement for one audience is none for another'],
  },
  'carries the secret of the grant along': {
    make: statement((good) => ({
      issue: (grant, keys) => ({ credential: `${good.issue(grant, keys).credential}.${grant.secret}` }),
      verify: (text, keys) => good.verify(text.split('.')[0] ?? '', keys),
    })),
    caughtBy: ['a statement holds nothing of the secret of its grant'],
  },
  'keeps its statements in the store': {
    make: statement((good) => ({ issue: (grant, keys) => ({ ...good.issue(grant, keys), digest: digestOf(grant.credential) }) })),
    caughtBy: ['a statement is issued without a digest: nothing of it is kept in the store'],
  },
  'has a key of its own': {
    make: statement((good) => ({ issue: (grant) => good.issue(grant, ringOf(own)), verify: (text) => good.verify(text, ringOf(own)) })),
    caughtBy: [
      'a token of a key that the ring does not have is none', 'it takes keys of its own use alone',
      'after a rotation the new key issues, and what the old one issued is good until it is dropped',
    ],
  },
  'believes whoever names a key': {
    make: unsigned, caughtBy: ['a token of another key under the same kid is none', 'a credential with any bit turned is none', 'a credential has one spelling'],
  },
  'verifies with the newest key alone': {
    make: statement((good) => ({ verify: (text, keys) => keys.all('token').length === 0 ? null : good.verify(text, ringOf(keys.current('token'))) })),
    caughtBy: ['after a rotation the new key issues, and what the old one issued is good until it is dropped'],
  },
  'issues with the oldest key': {
    make: statement((good) => ({ issue: (grant, keys) => good.issue(grant, ringOf(...keys.all('token').toReversed())) })),
    caughtBy: ['after a rotation the new key issues, and what the old one issued is good until it is dropped'],
  },
  'takes any key for its own': {
    make: statement((good) => ({
      verify: (text, keys) => good.verify(text, ringOf(...(['token', 'jwt', 'cookie'] as const).flatMap((use) => keys.all(use)).map((key) => ({ ...key, use: 'token' as const })))),
    })),
    caughtBy: ['it takes keys of its own use alone'],
  },
  'throws for what is no base64url': {
    make: reading((text) => {
      if (/[^\w-]/.test(text)) throw new SyntaxError('no base64url')
      return text
    }),
    caughtBy: ['it throws for nothing that a stranger sends'],
  },
  'rejects for an empty text': {
    make: (place) => ({ ...sealed(place), verify: (text, keys) => text === '' ? Promise.reject(new Error('empty')) : sealed(place).verify(text, keys) }),
    caughtBy: ['it throws for nothing that a stranger sends'],
  },
  'throws where it only looks': {
    make: statement(() => ({ accepts: (text) => text.charAt(5) === '_' || decodeURIComponent(text) === '' })),
    caughtBy: ['it throws for nothing that a stranger sends'],
  },
  'takes garbage for its last credential': {
    make: statement((good) => {
      let last: Proof | null = null
      return { verify: (text, keys) => text.length < 40 ? last : last = good.verify(text, keys) ?? last }
    }),
    caughtBy: ['what is no credential is none'],
  },
  'reads base64url as Node does': { make: reading((text) => `lk_at_${Buffer.from(text.slice(6), 'base64url').toString('base64url')}`), caughtBy: ['a credential has one spelling'] },
  'trims blanks': { make: reading((text) => text.trim()), caughtBy: ['a credential has one spelling'] },
  'decodes percents': { make: reading((text) => text.replace(/%[0-9a-f]{2}/gi, (code) => decodeURIComponent(code.replace(/%[89a-f]./i, '_')))), caughtBy: ['a credential has one spelling'] },
  'does not care for the case of its prefix': { make: reading((text) => text.replace(/^lk_at_/i, 'lk_at_')), caughtBy: ['a credential with any bit turned is none'] },
  'remembers credentials by their beginning': {
    make: statement((good) => {
      const known = new Map<string, Proof>()
      return {
        verify(text, keys) {
          const remembered = known.get(text.slice(0, 60))
          const proof = remembered ?? good.verify(text, keys)
          if (proof !== null) known.set(text.slice(0, 60), proof)
          return proof
        },
      }
    }),
    caughtBy: ['a piece of a credential is none', 'a credential with any bit turned is none'],
  },
  'looks for its end from every letter': {
    make: statement((good) => ({ accepts: (text) => !/a+;/.test(text) && good.accepts(text) })), caughtBy: ['it takes no more than linear time'],
  },
}

function elsewhere(place: Parameters<MakeFormat>[0], told: Partial<Statement>): Change {
  const format = synchronous(sealed(place))
  return {
    issue: (grant, keys) => format.issue({ ...grant, issuer: place.issuer, audience: place.audience }, keys),
    verify(text, keys) {
      const proof = format.verify(text, keys)
      return proof?.kind === 'statement' ? { kind: 'statement', statement: { ...proof.statement, ...told } } : proof
    },
  }
}

const byDigest = 'a reference is verified to the digest under which it was issued, and to its purpose'
const opensNothing = 'the digest of a reference opens nothing: a copy of the store logs nobody in'

export const brokenReferences: Readonly<Record<string, Broken>> = {
  'is found by another digest than it was issued under': {
    make: reference((good) => ({ issue: (grant, keys) => ({ ...good.issue(grant, keys), digest: digestOf(grant.secret) }) })), caughtBy: [byDigest],
  },
  'is issued without a digest': { make: reference((good) => ({ issue: (grant, keys) => ({ credential: good.issue(grant, keys).credential }) })), caughtBy: [byDigest] },
  'is of another purpose than it was issued for': {
    make: reference((good) => ({
      verify(text, keys) {
        const proof = good.verify(text, keys)
        return proof?.kind === 'reference' ? { ...proof, purpose: 'refresh' } : proof
      },
    })),
    caughtBy: [byDigest],
  },
  'is kept in the store as it is': {
    make: reference((good) => ({
      issue: (grant, keys) => ({ ...good.issue(grant, keys), digest: `lk_se_${grant.secret}` }),
      verify: (text, keys) => good.verify(text, keys) && found(text),
    })),
    caughtBy: [opensNothing],
  },
  'takes its own digest for a credential': {
    make: reference((good) => ({ verify: (text, keys) => good.verify(text, keys) ?? (/^[\w-]{43}$/.test(text) ? found(text) : null) })), caughtBy: [opensNothing],
  },
  'is made of the session, and stands on no secret': {
    make: reference((good) => ({ issue: (grant, keys) => good.issue({ ...grant, secret: digestOf(grant.session) }, keys) })),
    caughtBy: ['a reference stands on the secret: with another secret it has another digest'],
  },
  'names the session': {
    make: reference((good) => ({
      issue(grant, keys) {
        const credential = `${good.issue(grant, keys).credential}.${grant.session}`
        return { credential, digest: digestOf(credential) }
      },
      verify: (text, keys) => good.verify(text.split('.')[0] ?? '', keys) && found(digestOf(text)),
    })),
    caughtBy: ['a reference says nothing of user and session'],
  },
}
