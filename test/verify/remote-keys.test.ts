/** Keys by URL: when the issuer is asked, and what holds while it is not. The clock is a test's, the server is real. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { VerifierOptions } from '../../src/verify.ts'
import { answerWith, checking, issue, jwkOf, newKey, publish, setOf, type Checking, type Publisher } from './issuer.ts'

const key = newKey()
const token = await issue(key)
/** Long enough to be believed for a day and more by its times: these tests are about keys. */
const fresh = (checker: Checking, from: typeof key, at: number) =>
  issue(from, { issuedAt: 1_790_000_123 + at, authTime: 1_790_000_123 + at, expiresAt: 1_790_000_123 + at + 600 }).then(checker.ask)

async function withIssuer(options: Partial<VerifierOptions> = {}): Promise<Checking & { issuer: Publisher }> {
  const issuer = await publish(setOf(key))
  return { ...checking(issuer.url, options), issuer }
}

/** A request behind the answers is sent and taken. */
async function settled(issuer: Publisher, asked: number): Promise<void> {
  for (let n = 0; n < 200 && issuer.asked() < asked; n++) await pause(5)
  await pause(30)
}

describe('C-14: keys by URL', () => {
  it('are asked for at the first token, once for all who wait, and not before', async () => {
    const { issuer, ask, verifier } = await withIssuer()
    await verifier.verify(new Request('http://localhost/'))
    expect([await ask('nonsense'), issuer.asked()]).toEqual(['credential_invalid', 0])
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(token)))
    expect([new Set(answers), issuer.asked()]).toEqual([new Set(['ok']), 1])
  })

  it('are kept for as long as the answer says, and read again behind an answer before that', async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    pass(95)
    expect(await ask(token)).toBe('ok')
    await pause(50)
    expect(issuer.asked()).toBe(1)
    pass(1)
    issuer.answer(() => undefined)
    expect(await ask(token)).toBe('ok')
    await settled(issuer, 2)
    expect([await ask(token), issuer.asked()]).toEqual(['ok', 2])
  })

  it('C-20: past that time are waited for, so that a key which was dropped is out', async () => {
    const { issuer, ask, pass } = await withIssuer()
    expect(await ask(token)).toBe('ok')
    issuer.answer(setOf(newKey()))
    pass(119)
    expect(await ask(token)).toBe('ok')
    await settled(issuer, 2)
    expect(await ask(token)).toBe('credential_invalid')
    const other = await withIssuer()
    expect(await other.ask(token)).toBe('ok')
    other.issuer.answer(setOf(newKey()))
    other.pass(120)
    expect([await other.ask(token), other.issuer.asked()]).toEqual(['credential_invalid', 2])
  })

  it('stay the same, and what they proved stays proved, while the text is the same', async () => {
    const { issuer, ask, pass, faults } = await withIssuer()
    issuer.answer({ keys: [jwkOf(key), { kty: 'RSA', kid: 'old' }] })
    await ask(token)
    pass(120)
    await ask(token)
    expect([issuer.asked(), faults.length]).toEqual([2, 1])
  })

  it('are read again after the clock was set back', async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    pass(-20)
    expect(await ask(token)).toBe('ok')
    await settled(issuer, 2)
    expect(issuer.asked()).toBe(2)
  })
})

describe('C-14: a kid that is not known', () => {
  it('costs one request in 30 s, however many tokens have however many of them', async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    const strangers = await Promise.all(Array.from({ length: 1000 }, (_, n) => issue({ ...newKey(), kid: `random-${n}` })))
    const answers = new Set(await Promise.all(strangers.map(ask)))
    expect([answers, issuer.asked()]).toEqual([new Set(['credential_invalid']), 1])
    pass(29)
    for (const stranger of strangers) answers.add(await ask(stranger))
    expect(issuer.asked()).toBe(1)
    pass(1)
    for (const stranger of strangers) answers.add(await ask(stranger))
    expect(issuer.asked()).toBe(2)
    await Promise.all(strangers.map(ask))
    expect([answers, issuer.asked()]).toEqual([new Set(['credential_invalid']), 2])
  })

  it('finds the key that came meanwhile, for all who wait for it', async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    const next = newKey('ES256')
    issuer.answer(setOf(key, next))
    const turned = await issue(next)
    expect(await ask(turned)).toBe('credential_invalid')
    pass(30)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(turned)))
    expect([new Set(answers), issuer.asked()]).toEqual([new Set(['ok']), 2])
  })

  it('is found by those too who looked for it in the moment in which it came', async () => {
    const next = newKey('ES256')
    let set = setOf(key)
    const answer = () => Promise.resolve(Response.json(set, { headers: { 'cache-control': 'max-age=100' } }))
    const { ask, pass } = checking('https://auth.example.com/jwks.json', { fetch: answer, provedCredentials: 0 })
    const turned = await issue(next)
    await ask(token)
    set = setOf(key, next)
    pass(80)
    const answers = [ask(token)]
    for (let moment = 0; moment < 300; moment++) {
      answers.push(ask(turned))
      await Promise.resolve()
    }
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['ok']))
  })

  it('C-02: is asked about only in a token that could be ours: name, type and algorithm', async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    pass(60)
    const header = (members: object) => Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'at+jwt', kid: 'x', ...members })).toString('base64url')
    const odd = [{ kid: '../x' }, { kid: 'a'.repeat(65) }, { kid: 7 }, { kid: undefined }, { typ: 'JWT' }, { alg: 'HS256' }, { alg: 'none' }, { jku: issuer.url }]
    for (const members of odd) expect(await ask(`${header(members)}.e30.AAAA`)).toBe('credential_invalid')
    expect(issuer.asked()).toBe(1)
    expect(await ask(`${header({})}.e30.AAAA`)).toBe('credential_invalid')
    expect(issuer.asked()).toBe(2)
  })

  it('is refused by no one while the issuer is away: nobody knows that it is wrong', async () => {
    const { issuer, ask, pass, faults } = await withIssuer()
    await ask(token)
    await issuer.stop()
    pass(30)
    const stranger = await issue(newKey())
    expect([await ask(stranger), await ask(stranger)]).toEqual(['KeySetError', 'KeySetError'])
    expect([await ask(token), faults.length]).toEqual(['ok', 1])
  })
})

describe('C-14: an issuer that is away', () => {
  it('at the first token is an error and no refusal, asked again 5 s later', async () => {
    const { issuer, ask, pass, faults } = await withIssuer()
    await issuer.stop()
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => ask(token))))).toEqual(new Set(['KeySetError']))
    await issuer.start()
    pass(4)
    expect([await ask(token), issuer.asked(), faults.length]).toEqual(['KeySetError', 0, 1])
    pass(1)
    expect([await ask(token), issuer.asked()]).toEqual(['ok', 1])
  })

  it('leaves its last good set standing for a day, then it is an error, and it comes back', async () => {
    const checker = await withIssuer()
    const { issuer, ask, pass } = checker
    await ask(token)
    await issuer.stop()
    pass(120)
    expect(await ask(token)).toBe('ok')
    pass(86_279)
    expect(await fresh(checker, key, 86_399)).toBe('ok')
    await pause(50)
    pass(1)
    expect(await fresh(checker, key, 86_400)).toBe('KeySetError')
    await issuer.start()
    pass(5)
    expect(await fresh(checker, key, 86_405)).toBe('ok')
  })

  it('is an error at once where the day is over before anybody asked', async () => {
    const checker = await withIssuer()
    await checker.ask(token)
    await checker.issuer.stop()
    checker.pass(86_400)
    expect(await fresh(checker, key, 86_400)).toBe('KeySetError')
  })

  it('is asked again every 5 s and not oftener, and forgotten when it is back', async () => {
    const { issuer, ask, pass, faults } = await withIssuer()
    await ask(token)
    issuer.answer((_: unknown, response: { writeHead(status: number): { end(): void } }) => { response.writeHead(503).end() })
    pass(120)
    for (const asked of [2, 2, 2, 3, 3]) {
      if (asked > issuer.asked()) pass(5)
      expect(await ask(token)).toBe('ok')
      await pause(50)
      expect([issuer.asked(), faults.length]).toEqual([asked, asked - 1])
    }
    const next = newKey()
    issuer.answer(setOf(next))
    pass(5)
    expect(await ask(token)).toBe('ok')
    await settled(issuer, 4)
    // Whoever is not known now is known to be nobody, and the end of this set is waited for again.
    expect(await ask(token)).toBe('credential_invalid')
    issuer.answer(setOf(key))
    pass(120)
    expect([await ask(token), issuer.asked()]).toEqual(['ok', 5])
  })

  it('is waited for again when nobody asked for 30 s: it may be back, and a key dropped', async () => {
    for (const [silence, answer] of [[29, 'ok'], [30, 'credential_invalid']] as const) {
      const { issuer, ask, pass } = await withIssuer()
      await ask(token)
      await issuer.stop()
      pass(120)
      expect(await ask(token)).toBe('ok')
      await issuer.start()
      issuer.answer(setOf(newKey()))
      pass(silence)
      expect(await ask(token)).toBe(answer)
    }
  })

  it('leaves it standing for as long as the option says, and not at all with 0', async () => {
    for (const staleIfError of [0, 300]) {
      const checker = await withIssuer({ staleIfError })
      await checker.ask(token)
      await checker.issuer.stop()
      checker.pass(119)
      expect(await checker.ask(token)).toBe('ok')
      await pause(50)
      checker.pass(Math.max(1, staleIfError - 120))
      expect(await fresh(checker, key, Math.max(120, staleIfError - 1))).toBe(staleIfError === 0 ? 'KeySetError' : 'ok')
      await pause(50)
      checker.pass(1)
      expect(await fresh(checker, key, Math.max(121, staleIfError))).toBe('KeySetError')
    }
  })

  it.each<[string, Parameters<Publisher['answer']>[0]]>([
    ['answers 503', (_: unknown, response: { writeHead(status: number): { end(): void } }) => { response.writeHead(503).end() }],
    ['answers what is no JSON', answerWith('<html>')],
    ['answers half of its JSON', answerWith(JSON.stringify(setOf(key)).slice(0, -3))],
    ['answers JSON that is no set', answerWith('[]')],
    ['answers a set without keys', answerWith('{}')],
    ['answers two lists of keys', answerWith('{"keys":[],"keys":[]}')],
  ])('is one that %s: what stands goes on', async (_, answer) => {
    const { issuer, ask, pass, faults } = await withIssuer()
    await ask(token)
    issuer.answer(answer)
    pass(120)
    expect([await ask(token), faults.length]).toEqual(['ok', 1])
    const other = checking(issuer.url)
    expect(await other.ask(token)).toBe('KeySetError')
  })

  it('that answers slowly holds nobody up who has keys', { timeout: 15_000 }, async () => {
    const { issuer, ask, pass } = await withIssuer()
    await ask(token)
    issuer.answer(() => undefined)
    pass(110)
    const start = performance.now()
    for (let n = 0; n < 100; n++) expect(await ask(token)).toBe('ok')
    expect(performance.now() - start).toBeLessThan(2000)
    await settled(issuer, 2)
    expect(issuer.asked()).toBe(2)
  })
})

describe('a key set that was fetched', () => {
  const good = { keys: [jwkOf(key)] }
  it.each<[string, readonly unknown[]]>([
    ['without a kid', [{ ...jwkOf(newKey()), kid: undefined }]],
    ['without an alg', [{ ...jwkOf(newKey()), alg: undefined }]],
    ['of an alg that is not offered', [{ kty: 'RSA', alg: 'RS256', kid: 'rsa', n: 'AAAA', e: 'AQAB' }]],
    ['with private members', [{ ...jwkOf(newKey()), d: 'AAAA' }]],
    ['that is a secret', [{ kty: 'oct', kid: 'a', alg: 'HS256', k: 'A'.repeat(43) }]],
    ['that is none', [null]],
  ])('C-01, C-13: is used without a key %s, which is reported', async (_, odd) => {
    const { url } = await publish({ keys: [...odd, ...good.keys] })
    const { ask, faults } = checking(url)
    expect([await ask(token), faults.length]).toEqual(['ok', 1])
    expect(faults[0]).toMatch(/^KeySetError: key set http:\/\/127\.0\.0\.1:\d+\/.well-known\/jwks.json: key /)
  })

  it('C-02: trusts neither of two keys of one kid', async () => {
    const twin = { ...newKey(), kid: key.kid }
    const { url } = await publish(setOf(key, twin))
    const { ask, faults } = checking(url)
    expect([await ask(token), await ask(await issue(twin)), faults.length]).toEqual(['credential_invalid', 'credential_invalid', 2])
  })

  it('trusts nothing where it is empty, or of more keys than anybody has', async () => {
    const empty = await publish({ keys: [] })
    expect(await checking(empty.url).ask(token)).toBe('credential_invalid')
    const crowded = await publish(setOf(key, ...Array.from({ length: 100 }, () => newKey())))
    expect(await checking(crowded.url).ask(token)).toBe('credential_invalid')
  })

  it('is asked for by the fetch that was given', async () => {
    const asked: string[] = []
    const { ask } = checking('https://auth.example.com/jwks.json', {
      fetch: (url, { redirect }) => {
        asked.push(url, String(redirect))
        return Promise.resolve(Response.json(good))
      },
    })
    expect(await ask(token)).toBe('ok')
    expect(asked).toEqual(['https://auth.example.com/jwks.json', 'manual'])
  })
})
