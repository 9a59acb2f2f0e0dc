/** What a grant says is what is proved: all of it, and no more. */
import assert from 'node:assert/strict'
import type { Grant, Purpose } from '../../contracts.ts'
import { randomId } from '../../crypto/random.ts'
import { fact, issued, now, ringOf, type Setting, stated } from './setting.ts'

/** Every member of a grant at values that core gives it. */
const usual: Readonly<Record<string, Partial<Grant>>> = {
  'a login': {},
  'a login of 30 days ago': { authTime: now - 2_592_000 },
  'a login that a clock ahead of ours saw': { authTime: now + 2 },
  'a life of 12 hours': { expiresAt: now + 43_200 },
  'an epoch and a version': { epoch: 3, version: 70_000 },
  'a large epoch and version': { epoch: 2 ** 40, version: Number.MAX_SAFE_INTEGER },
  'a role': { roles: ['admin'] },
  'roles beyond ASCII': { roles: ['管理者', 'rôle', '🗝'] },
  'an empty scope, which is another thing than none': { scope: [] },
  'a scope': { scope: ['orders:read', 'orders:write'] },
  'roles and a scope': { roles: ['reader', 'writer'], scope: ['orders:read'] },
}

/** What a format need not take: it may throw where it issues, and must not give back something else. */
const unusual: Readonly<Record<string, Partial<Grant>>> = {
  'an id that is a UUID': { subject: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d' },
  'a subject beyond ASCII': { subject: 'Müller 鍵' },
  'a subject of one letter': { subject: 'm', session: 's' },
  'a role with blanks, quotes and line ends': { roles: ['a b', '"', '\\', '\n', ',', '\0'] },
  'a scope with a blank in it': { scope: ['orders read', 'orders'] },
  'an empty role': { roles: [''] },
  'an empty scope token': { scope: [''] },
  'half a surrogate pair': { roles: ['\ud800'] },
  'a member of every object as a role': { roles: ['__proto__', 'constructor'] },
  'hundreds of roles': { roles: Array.from({ length: 300 }, (_, n) => `role number ${n}`) },
  'an end before its start': { expiresAt: now - 1 },
  'half a second': { issuedAt: now + 0.5 },
  'not a number': { epoch: NaN },
  'a negative version': { version: -1 },
}

async function givesBack(setting: Setting, changes: Partial<Grant>): Promise<void> {
  const { grant, proof } = await issued(setting, changes)
  assert.deepEqual(proof, { kind: 'statement', statement: stated(grant) })
}

const purposes: readonly Purpose[] = ['session', 'refresh', 'access', 'setup']

export const statementGrants = [
  ...Object.entries(usual).map(([name, changes]) => (
    fact(`a statement gives back what it was issued with: ${name}`, (setting) => givesBack(setting, changes))
  )),
  ...Object.entries(unusual).map(([name, changes]) => (
    fact(`a grant is refused where it is issued, or given back as it is: ${name}`, async (setting) => {
      if (await isIssued(setting, changes)) await givesBack(setting, changes)
    })
  )),

  fact('a token whose time is over, or that is of a clock ahead, is authentic: core judges times', async (setting) => {
    const { grant, credential, keys } = await issued(setting)
    for (const at of [grant.expiresAt, grant.expiresAt + 86_400, grant.issuedAt - 30]) {
      const proof = await setting.at({ clock: () => at }).verify(credential, keys)
      assert.deepEqual(proof, { kind: 'statement', statement: stated(grant) })
    }
  }),

  fact('what it says of a purpose is true', async (setting) => {
    const format = setting.at()
    for (const purpose of purposes) {
      const keys = ringOf(...setting.newKeys())
      if (!await isIssued(setting, { purpose })) continue
      const { credential } = await format.issue(setting.grant({ purpose }), keys)
      const proof = await format.verify(credential, keys)
      assert.equal(proof?.kind === 'statement' ? proof.statement.purpose : purpose, purpose)
    }
  }),
]

/** To throw for such a grant is right: it is a fault of whoever issues, and of no credential. */
async function isIssued(setting: Setting, changes: Partial<Grant>): Promise<boolean> {
  try {
    await setting.at().issue(setting.grant(changes), ringOf(...setting.newKeys()))
    return true
  } catch {
    return false
  }
}

export const everyGrant = [
  fact('it accepts and verifies what it issues, as the kind that it says', async (setting) => {
    const { format, credential, proof } = await issued(setting)
    assert.equal(format.accepts(credential), true)
    assert.equal(proof.kind, format.kind)
    assert.match(credential, /^[\x21-\x7e]+$/, 'a credential is visible ASCII, as header and cookie need it')
  }),

  fact('it issues another credential for another id and secret', async (setting) => {
    const format = setting.at()
    const keys = ringOf(...setting.newKeys())
    const grant = setting.grant()
    const made = await Promise.all(Array.from({ length: 50 }, async () => {
      const { secret } = setting.grant()
      return (await format.issue({ ...grant, credential: randomId(), secret }, keys)).credential
    }))
    assert.equal(new Set(made).size, 50)
  }),
]
