/**
 * A verifier beside a real Latchkey whose keys turn: two instances on one store issue, one of them publishes, the clock is a
 * test's. Every live token is verified in every step.
 */
import { describe, expect, it } from 'vitest'
import { latchkeyListener } from '../../src/adapters/node.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createVerifier } from '../../src/verify.ts'
import { logIn, signUp } from '../support/client.ts'
import { origin, startInstance } from '../support/instance.ts'
import { publish, said } from './issuer.ts'

const rotations = 10
const step = 15
const life = 600

async function startAll() {
  const store = memoryStore()
  const one = await startInstance({ store })
  const two = await startInstance({ store, clock: one.now })
  await signUp(one.auth)
  const issuer = await publish(latchkeyListener(one.auth, (_, response) => { response.end() }))
  const faults: unknown[] = []
  const verifier = createVerifier({
    issuer: origin, audience: origin, keys: issuer.url, clock: one.now, onFault: (error) => { faults.push(error) },
  })
  let turn = 0
  const login = async () => (await logIn(turn++ % 2 === 0 ? one.auth : two.auth, 'jwt')).credential
  const ask = async (token: string) => said(await verifier.verify(token))
  return { one, two, issuer, faults, login, ask }
}

describe('a verifier beside keys that turn', () => {
  it(`C-12, C-14: misses nothing in ${rotations} rotations under load`, { timeout: 60_000 }, async () => {
    const { one, two, issuer, faults, login, ask } = await startAll()
    const tokens: { token: string, at: number }[] = []
    const kids = new Set<string>()
    const outcomes = new Map<string, number>()
    for (let n = 0; n < rotations; n++) {
      await (n % 2 === 0 ? one : two).auth.keys.rotate('jwt')
      for (let passed = 0; passed < 330; passed += step) {
        one.pass(step)
        tokens.push({ token: await login(), at: one.now() }, { token: await login(), at: one.now() })
        while (one.now() - (tokens[0]?.at ?? 0) >= life) tokens.shift()
        for (const outcome of await Promise.all(tokens.map(({ token }) => ask(token)))) {
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        }
        for (const { token } of tokens) kids.add(token.slice(0, token.indexOf('.')))
      }
    }
    expect([...outcomes.keys()]).toEqual(['ok'])
    expect(outcomes.get('ok')).toBeGreaterThan(rotations * 1000)
    expect(kids.size).toBe(rotations + 1)
    expect(faults).toEqual([])
    // Read behind the answers when 0.8 of 120 s are over, and never for a kid.
    expect(issuer.asked()).toBeLessThanOrEqual(1 + Math.ceil(rotations * 330 / 96))
  })

  it('C-20: follows an emergency drop within the 120 s for which a key set may be kept, and new tokens within 30 s', async () => {
    const { one, login, ask } = await startAll()
    const before = [await login(), await login()]
    expect(await Promise.all(before.map(ask))).toEqual(['ok', 'ok'])
    one.pass(5)
    const [current] = (await one.auth.keys.list()).filter(({ use, state }) => use === 'jwt' && state === 'current')
    expect(await one.auth.keys.drop(current?.kid ?? '')).toBe(true)
    const after = (await logIn(one.auth, 'jwt')).credential
    // Nobody told the verifier: it knows neither that one key is gone nor that another came.
    expect([await ask(before[0] ?? ''), await ask(after)]).toEqual(['ok', 'credential_invalid'])
    one.pass(25)
    expect(await ask(after)).toBe('ok')
    expect(await Promise.all(before.map(ask))).toEqual(['credential_invalid', 'credential_invalid'])
  })

  it('C-20: follows it at the end of its key set where no new token comes to tell', async () => {
    const { one, login, ask } = await startAll()
    const before = await login()
    expect(await ask(before)).toBe('ok')
    const [current] = (await one.auth.keys.list()).filter(({ use, state }) => use === 'jwt' && state === 'current')
    await one.auth.keys.drop(current?.kid ?? '')
    one.pass(120)
    expect(await ask(before)).toBe('credential_invalid')
  })
})
