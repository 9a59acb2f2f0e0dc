/**
 * Keys and LATCHKEY_SECRET turn while everybody works: no request fails, and no other service meets a key that it cannot
 * have seen (C-12, D-13).
 */
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Freshness, KeyUse } from '../../src/contracts.ts'
import { KeyRingError } from '../../src/core/key-ring.ts'
import { addUser } from '../http/people.ts'
import { createClient, loginOf, ownPage, type Answer } from '../support/client.ts'
import { effort } from '../support/effort.ts'
import { origin, password, start } from '../support/instance.ts'
import { conclude, patience } from '../support/runs.ts'
import { carriers, shownBy, type CarrierName } from '../support/wire.ts'
import { anyOf, deploy, secretOf, type Deployment } from './deployment.ts'

/** Somebody who logs in, renews and asks by one carrier, at whichever process answers. */
interface Client {
  readonly username: string
  readonly carrier: CarrierName
  credential: string
  refreshToken: string
  renewAt: number
}

/** What went wrong, and how much was asked. */
interface Tally {
  readonly findings: string[]
  asked: number
}

async function ask({ deployment, tally }: Load, line: string, sent: Parameters<ReturnType<typeof createClient>['send']>[2]): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  tally.asked += 1
  const answer = await createClient(anyOf(deployment).auth).send(method, path, sent)
  if (answer.status !== 200) tally.findings.push(`${line} is answered with ${answer.status} ${answer.text} after ${deployment.now - start} s`)
  return answer
}

/** Another service, which keeps our key set for as long as it may. */
interface Consumer { keys: JSONWebKeySet, fetched: number }

interface Load {
  readonly deployment: Deployment
  readonly tally: Tally
  readonly clients: readonly Client[]
  readonly consumer: Consumer | null
}

function keep(client: Client, answer: Answer, now: number): void {
  const { credential, refreshToken } = loginOf(answer)
  Object.assign(client, { credential, refreshToken, renewAt: now + 300 })
}

async function work(load: Load, client: Client): Promise<void> {
  const { deployment } = load
  const { carrier, username, refreshToken } = client
  if (client.credential === '' || deployment.random() < 0.03) {
    keep(client, await ask(load, 'POST /auth/login', { json: { username, password, carrier }, headers: ownPage }), deployment.now)
  } else if (carrier !== 'cookie' && deployment.now >= client.renewAt) {
    keep(client, await ask(load, 'POST /auth/refresh', { json: { refresh_token: refreshToken } }), deployment.now)
  }
  const headers = shownBy(carrier, client.credential)
  await ask(load, 'GET /auth/me', { headers })
  for (const freshness of ['revocable', 'stateless'] as const) await authenticate(load, { headers, freshness })
  if (carrier === 'jwt' && load.consumer !== null) await consume(load, load.consumer, client.credential)
}

async function authenticate({ deployment, tally }: Load, { headers, freshness }: { headers: Record<string, string>, freshness: Freshness }): Promise<void> {
  tally.asked += 1
  const outcome = await anyOf(deployment).auth.authenticate(new Request(origin, { headers }), { freshness })
  if (outcome.status !== 'authenticated') tally.findings.push(`a ${freshness} route says ${JSON.stringify(outcome)} after ${deployment.now - start} s`)
}

async function consume({ deployment, tally }: Load, consumer: Consumer, jwt: string): Promise<void> {
  if (deployment.now - consumer.fetched >= 120) {
    const answer = await createClient(anyOf(deployment).auth).send('GET', '/.well-known/jwks.json')
    Object.assign(consumer, { keys: answer.body, fetched: deployment.now })
    expect(answer.headers.get('cache-control')).toContain('max-age=120')
  }
  tally.asked += 1
  const currentDate = new Date(deployment.now * 1000)
  await jwtVerify(jwt, createLocalJWKSet(consumer.keys), { currentDate, issuer: origin, audience: origin, typ: 'at+jwt' })
    .catch((error: unknown) => { tally.findings.push(`another service says ${String(error)} after ${deployment.now - start} s`) })
}

async function newLoad(deployment: Deployment, { consumer }: { consumer: boolean }): Promise<Load> {
  const clients: Client[] = []
  for (const carrier of carriers) {
    for (const n of [1, 2, 3]) {
      const username = `${carrier}-${n}`
      await addUser(anyOf(deployment), username)
      clients.push({ username, carrier, credential: '', refreshToken: '', renewAt: 0 })
    }
  }
  return { deployment, clients, tally: { findings: [], asked: 0 }, consumer: consumer ? { keys: { keys: [] }, fetched: -Infinity } : null }
}

/** Time goes by, and everybody works all the while. */
async function pass(load: Load, seconds: number): Promise<void> {
  for (let gone = 0; gone < seconds; gone += 10) {
    load.deployment.now += 10
    await Promise.all(load.clients.map((client) => work(load, client)))
  }
}

/** One process after another is started anew, while the others go on with the secrets that they have. */
async function restartEach(load: Load, secrets: readonly string[]): Promise<void> {
  const { nodes, start: begin } = load.deployment
  for (const n of nodes.keys()) {
    const [old] = nodes.splice(n, 1, await begin(secrets))
    await old?.close()
    await pass(load, 30)
  }
}

const uses: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie']

async function turnAll({ deployment }: Load): Promise<void> {
  for (const use of uses) await anyOf(deployment).auth.keys.rotate(use)
}

describe.each([
  { nodes: 2, jwtEncrypt: true, title: 'two processes, encrypted JWTs' }, { nodes: 3, jwtEncrypt: false, title: 'three processes' },
])('on $title', ({ nodes, jwtEncrypt }) => {
  const rotations = effort({ short: 3, full: 10 })
  const secrets = effort({ short: 2, full: 5 })

  it('C-12: D-13: rotations of every key, and of LATCHKEY_SECRET by restarts one after another, fail no request', async (context) => {
    const deployment = await deploy({ nodes, jwtEncrypt })
    const load = await newLoad(deployment, { consumer: !jwtEncrypt })
    const started = performance.now()
    await pass(load, 30)
    for (let turn = 1; turn <= rotations; turn++) {
      await Promise.all([turnAll(load), pass(load, 10)])
      // Amid a rotation: the key that waits may be sealed under a secret which not all have yet.
      if (turn <= secrets) await restartEach(load, [secretOf(turn), secretOf(turn - 1)])
      await pass(load, 300)
    }
    await pass(load, 1200)
    const listed = await anyOf(deployment).auth.keys.list()
    for (const use of uses) expect(listed.filter((key) => key.use === use)).toHaveLength(rotations + 1)
    expect(new Set(listed.filter(({ use, state }) => use === 'jwt' && state !== 'retired').map(({ state }) => state))).toEqual(new Set(['current']))
    expect(deployment.faults.filter((fault) => !(fault instanceof KeyRingError))).toEqual([])
    conclude(context, { runs: load.tally.asked, findings: load.tally.findings, started })
  }, patience)
})
