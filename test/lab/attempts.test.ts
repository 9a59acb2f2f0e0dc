/** What each attempt ends in, in each lane: what its text promises. Real logins, real answers. */
import { describe, expect, it } from 'vitest'
import { attempt } from '../../src/lab/attempts.ts'
import { type AttemptName, attempts, type Attempted, lanes, type Rule, rules } from '../../src/lab/facts.ts'
import { world } from './world.ts'

type Told = readonly [tone: string, rule: Rule, status: number, code: string | null]

const invalid = [401, 'credential_invalid'] as const
const statement = (name: 'replay' | 'elsewhere'): readonly Told[] => [
  ['refused', `${name}_statement`, 401, 'session_revoked'], ['uneasy', `${name}_stateless`, 200, null],
]
const ended: readonly Told[] = [['refused', 'expire_statement', 401, 'credential_expired'], ['uneasy', 'expire_leeway', 200, null]]
const bearer: readonly Told[] = [['refused', 'crosssite_bearer', 401, 'credential_missing'], ['uneasy', 'crosssite_stolen', 200, null]]
const turned: readonly Told[] = [['accepted', 'rotate_statement', 200, null], ['refused', 'drop_statement', ...invalid]]

const promised: Readonly<Record<AttemptName, readonly (readonly Told[])[]>> = {
  tamper: [[['refused', 'tamper_cookie', ...invalid]], [['refused', 'tamper_jwt', ...invalid]], [['refused', 'tamper_token', ...invalid]]],
  expire: [[['refused', 'expire_cookie', 401, 'credential_expired']], ended, ended],
  replay: [[['refused', 'replay_cookie', ...invalid], ['refused', 'replay_stateless_cookie', ...invalid]], statement('replay'), statement('replay')],
  crosssite: [[['refused', 'crosssite_cookie', 403, 'csrf_rejected'], ['refused', 'crosssite_kept', 401, 'credential_missing']], bearer, bearer],
  elsewhere: [[['refused', 'elsewhere_cookie', ...invalid]], statement('elsewhere'), statement('elsewhere')],
  rotate: [[['accepted', 'rotate_cookie', 200, null], ['accepted', 'drop_cookie', 200, null]], turned, turned],
}

function toldIn({ trials }: Attempted): readonly (readonly Told[])[] {
  return lanes.map((lane) => trials[lane].verdicts.map(({ tone, rule, exchange: { status, code } }) => [tone, rule, status, code] as const))
}

describe('an attempt', () => {
  it.each(attempts)('%s ends in the answer that its text promises, in all three lanes', async (name) => {
    expect(toldIn(await attempt(world, name))).toEqual(promised[name])
  })

  it('changes one character and no other', async () => {
    const { trials } = await attempt(world, 'tamper')
    for (const lane of lanes) {
      const { credential, changedAt, verdicts: [first] } = trials[lane]
      expect(changedAt).toBeGreaterThan(6)
      expect('xy').toContain(credential[changedAt ?? -1])
      expect(JSON.stringify(first?.exchange.request)).toContain(credential)
    }
  })

  it('states lives, leeway and what is left as they are', async () => {
    const [expired, replayed] = [await attempt(world, 'expire'), await attempt(world, 'replay')]
    expect(expired.trials.cookie.verdicts[0]?.facts).toEqual({ idle: 7200 })
    expect(expired.trials.jwt.verdicts.map(({ facts }) => facts)).toEqual([{ life: 600, leeway: 30 }, { late: 10, leeway: 30 }])
    expect(replayed.trials.token.verdicts[1]?.facts).toEqual({ left: 600 })
    expect(replayed.trials.token.before?.request.start).toBe('POST /auth/lab/logout HTTP/1.1')
    expect(replayed.trials.token.before?.status).toBe(204)
  })

  it('is told by no rule that nothing leads to', () => {
    const used = new Set(Object.values(promised).flat(2).map(([, rule]) => rule))
    // The one that is left is told by a real browser alone.
    expect(rules.filter((rule) => !used.has(rule))).toEqual(['crosssite_real'])
  })
})
