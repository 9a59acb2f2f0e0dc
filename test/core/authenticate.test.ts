import { describe, expect, it } from 'vitest'
import type { Freshness, Grant, Statement, TokenFormat } from '../../src/contracts.ts'
import { authenticate } from '../../src/core/authenticate.ts'
import { carrier } from '../../src/core/carriers.ts'
import { endEverywhere } from '../../src/core/session/endings.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { randomId, randomSecret } from '../../src/crypto/random.ts'
import { usersOf } from '../../src/accounts/users.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { bearer } from '../../src/transports/bearer.ts'
import { origin } from '../support/instance.ts'
import { ask, carrierNames, openLogin, showing, withBearer } from './logins.ts'
import { addUser, cutOff, startSystem, type System } from './system.ts'

const leeway = 30
const hour = 3600

/** A user with a live session by JWT, and the grant of a credential that is good. */
async function standing(options: Parameters<typeof startSystem>[0] = {}) {
  const system = await startSystem(options)
  const user = await addUser(system)
  const { session } = await openLogin(system, user, { carrier: 'jwt' })
  const now = system.now()
  const grant: Grant = {
    purpose: 'access',
    issuer: origin,
    audience: origin,
    subject: user.id,
    session: session.id,
    credential: randomId(),
    secret: randomSecret(),
    issuedAt: now,
    expiresAt: now + 600,
    authTime: now,
    epoch: 1,
    version: 1,
    scope: null,
    roles: [],
  }
  return { system, user, session, grant }
}

/** What a credential with these claims is told, made by the format that the product uses. */
async function tell(
  system: System,
  grant: Grant,
  { format = 'jwt', freshness = 'revocable' }: { format?: string, freshness?: Freshness } = {},
) {
  const { credential } = await system.carrier(format).format.issue(grant, system.core.keys())
  return ask(system, withBearer(credential), { freshness })
}

const freshnesses = ['stateless', 'revocable', 'authoritative'] as const

/** Claims that are wrong, as changes to good ones. */
const refusals: readonly (readonly [string, Partial<Grant> | ((now: number) => Partial<Grant>), string])[] = [
  ['another issuer', { issuer: 'https://other.example' }, 'credential_invalid'],
  ['another spelling of the issuer', { issuer: `${origin}/` }, 'credential_invalid'],
  ['another audience', { audience: 'https://other.example' }, 'credential_invalid'],
  [
    'the time of its end, and the leeway',
    (now) => ({ issuedAt: now - 600, authTime: now - 600, expiresAt: now - leeway }),
    'credential_expired',
  ],
  [
    'a time of issue after the leeway',
    (now) => ({ issuedAt: now + leeway + 1, authTime: now, expiresAt: now + 600 }),
    'credential_invalid',
  ],
  ['an end at its beginning', (now) => ({ expiresAt: now }), 'credential_invalid'],
  ['a life of more than twelve hours', (now) => ({ expiresAt: now + 12 * hour + 1 }), 'credential_invalid'],
  ['a life of a year', (now) => ({ expiresAt: now + 365 * 86_400 }), 'credential_invalid'],
  ['a login that is yet to come', (now) => ({ authTime: now + leeway + 1 }), 'credential_invalid'],
]

describe.each(freshnesses)('a JWT on a route that is %s', (freshness) => {
  it('is believed where every claim is good', async () => {
    const { system, grant } = await standing()
    expect(await tell(system, grant, { freshness })).toBe('ok')
  })

  it.each(refusals)('C-03: is refused with %s', async (_, changes, told) => {
    const { system, grant } = await standing()
    const wrong = typeof changes === 'function' ? changes(system.now()) : changes
    expect(await tell(system, { ...grant, ...wrong }, { freshness })).toBe(told)
  })

  it.each([
    [-1, 'ok'],
    [0, 'credential_expired'],
    [1, 'credential_expired'],
  ])('C-03, D-05: ends at its very second, and the leeway: %i s from it, by JWT and by token', async (offset, told) => {
    const { system, grant } = await standing()
    const formats = ['jwt', 'token'].map((name) => system.carrier(name).format)
    const issued = await Promise.all(formats.map(async (format) => format.issue(grant, system.core.keys())))
    system.pass(600 + leeway + offset)
    const answers = await Promise.all(issued.map(({ credential }) => ask(system, withBearer(credential), { freshness })))
    expect(answers).toEqual([told, told])
  })

  it.each([
    [leeway - 1, 'ok'],
    [leeway, 'ok'],
    [leeway + 1, 'credential_invalid'],
  ])('C-03: may be issued %i s ahead of the clock: %s', async (ahead, told) => {
    const { system, grant } = await standing()
    const now = system.now() + ahead
    expect(await tell(system, { ...grant, issuedAt: now, expiresAt: now + 600 }, { freshness })).toBe(told)
  })

  it('is believed where the clock stepped back a little between login and refresh', async () => {
    const { system, grant } = await standing()
    expect(await tell(system, { ...grant, authTime: grant.issuedAt + leeway }, { freshness })).toBe('ok')
    expect(await tell(system, { ...grant, authTime: grant.issuedAt + leeway + 1 }, { freshness })).toBe(
      'credential_invalid',
    )
  })

  it('C-04: may live twelve hours where it is never renewed, and not a second more', async () => {
    const { system, grant } = await standing()
    expect(await tell(system, { ...grant, expiresAt: grant.issuedAt + 12 * hour }, { freshness })).toBe('ok')
    expect(await tell(system, { ...grant, expiresAt: grant.issuedAt + 12 * hour + 1 }, { freshness })).toBe(
      'credential_invalid',
    )
  })
})

describe('a statement', () => {
  const purposes = ['session', 'refresh', 'setup', 'access'] as const

  it.each(purposes)('C-03: of purpose %s is believed only if that is access', async (purpose) => {
    const { grant, system: { store } } = await standing()
    const system = await startSystem({ store, carriers: [carrier('plain', plain, [bearer()])] })
    const { secret: _, ...statement } = { ...grant, purpose }
    expect(await ask(system, withBearer(plainText(statement)))).toBe(purpose === 'access' ? 'ok' : 'credential_invalid')
  })

  it.each([
    [-1, 'ok'],
    [0, 'credential_expired'],
    [1, 'credential_expired'],
  ])('C-04: on a stateless route is believed for 15 min: %i s from it', async (offset, told) => {
    const { system, grant } = await standing()
    const { credential } = await system
      .carrier('jwt')
      .format.issue({ ...grant, expiresAt: grant.issuedAt + 12 * hour }, system.core.keys())
    system.pass(900 + leeway + offset)
    expect(await ask(system, withBearer(credential), { freshness: 'stateless' })).toBe(told)
    expect(await ask(system, withBearer(credential), { freshness: 'revocable' })).toBe('ok')
  })

  it.each(['jwt', 'token'])(
    'C-20: by %s is refused where its own id was revoked, by all but stateless routes',
    async (format) => {
      const { system, grant } = await standing()
      const entry = {
        kind: 'credential',
        id: grant.credential,
        value: 0,
        at: system.now(),
        until: system.now() + 700,
      } as const
      system.core.index.note([{ do: 'revoke', entry }], system.now())
      const told = await Promise.all(freshnesses.map((freshness) => tell(system, grant, { format, freshness })))
      expect(told).toEqual(['ok', 'session_revoked', 'session_revoked'])
      expect(await tell(system, { ...grant, credential: randomId() }, { format })).toBe('ok')
    },
  )

  it.each(['jwt', 'token'])('C-20: by %s is refused below the epoch, and stale below the version', async (format) => {
    const { system, user, grant } = await standing()
    await usersOf(system.accounts).setRoles(user.id, ['editor'])
    expect(await tell(system, grant, { format })).toBe('credential_stale')
    expect(await tell(system, { ...grant, version: 2 }, { format })).toBe('ok')
    await endEverywhere(system.core, user.id, { from: nowhere, reason: 'test' })
    expect(await tell(system, { ...grant, version: 2 }, { format })).toBe('session_revoked')
    expect(await tell(system, { ...grant, version: 2, epoch: 2 }, { format })).toBe('ok')
  })

  it('is asked of no store unless the route is authoritative', async () => {
    const { system, grant } = await standing()
    const { credential } = await system.carrier('token').format.issue(grant, system.core.keys())
    const blind = cutOff(system)
    expect(await ask(blind, withBearer(credential), { freshness: 'stateless' })).toBe('ok')
    expect(await ask(blind, withBearer(credential), { freshness: 'revocable' })).toBe('ok')
    await expect(ask(blind, withBearer(credential), { freshness: 'authoritative' })).rejects.toThrow(StoreError)
  })

  it('A sealed token of another issuer or audience does not open', async () => {
    const { system, grant } = await standing()
    for (const place of [
      { issuer: 'https://other.example', audience: origin },
      { issuer: origin, audience: 'https://other.example' },
    ]) {
      const format = sealed({ ...place, clock: system.core.clock })
      const { credential } = await format.issue({ ...grant, ...place }, system.core.keys())
      expect(await ask(system, withBearer(credential))).toBe('credential_invalid')
    }
  })
})

/** The store is asked now, and its word is the last. */
describe('an authoritative route', () => {
  const cases: readonly (readonly [string, Partial<Grant>, string])[] = [
    ['no session', { session: randomId() }, 'session_revoked'],
    ['the session of somebody else', { subject: randomId() }, 'session_revoked'],
    ['an epoch of before', { epoch: 0 }, 'session_revoked'],
    ['a version of before', { version: 0 }, 'credential_stale'],
  ]

  it.each(cases)('refuses a statement that names %s', async (_, changes, told) => {
    const { system, grant } = await standing()
    expect(await tell(system, { ...grant, ...changes }, { freshness: 'authoritative' })).toBe(told)
  })

  it('knows what another process did since this one read the log', async () => {
    const { system, user, grant } = await standing()
    const other = await startSystem({ store: system.store })
    await usersOf(other.accounts).disable(user.id)
    expect(await tell(system, grant, { freshness: 'authoritative' })).toBe('session_revoked')
    await usersOf(other.accounts).enable(user.id)
    expect(await tell(system, grant, { freshness: 'authoritative' })).toBe('session_revoked')
  })

  it('answers the roles of the store, not those of the credential', async () => {
    const { system, user, grant } = await standing()
    await system.store.commit([{ do: 'update', table: 'user', id: user.id, if: {}, set: { roles: ['reader'] } }])
    const { credential } = await system.carrier('jwt').format.issue({ ...grant, roles: ['admin'] }, system.core.keys())
    const rolesOf = async (freshness: Freshness) => {
      const outcome = await authenticate(system.core, withBearer(credential), { freshness })
      return outcome.status === 'authenticated' ? outcome.principal.roles : outcome
    }
    expect(await rolesOf('revocable')).toEqual(['admin'])
    expect(await rolesOf('authoritative')).toEqual(['reader'])
  })
})

describe('a store that fails', () => {
  it.each(carrierNames)('B-07: is an error, and never a refusal or a success, for %s', async (name) => {
    const system = await startSystem()
    const issued = await openLogin(system, await addUser(system), { carrier: name })
    await expect(ask(cutOff(system), showing(issued), { freshness: 'authoritative' })).rejects.toThrow(StoreError)
  })
})

/** A format that believes everything, to show that core alone judges the purpose. */
const plain: TokenFormat = {
  name: 'plain',
  kind: 'statement',
  accepts: () => true,
  issue: () => {
    throw new TypeError('it issues nothing')
  },
  verify: (credential) => ({
    kind: 'statement',
    statement: JSON.parse(Buffer.from(credential, 'base64url').toString()) as Statement,
  }), // made below
}

function plainText(statement: Statement): string {
  return Buffer.from(JSON.stringify(statement)).toString('base64url')
}
