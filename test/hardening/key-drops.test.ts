/** A key that is stolen is dropped while everybody works: it is believed no more (C-12, D-13). */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { addUser } from '../http/people.ts'
import { createClient, loginOf, ownPage } from '../support/client.ts'
import { effort } from '../support/effort.ts'
import { origin, password, type Instance } from '../support/instance.ts'
import { conclude, patience } from '../support/runs.ts'
import { deploy, type Deployment } from './deployment.ts'

describe('an emergency', () => {
  const drops = effort({ short: 4, full: 40 })

  it('C-12: D-13: a key that is dropped is believed no more, here from then on, elsewhere 90 s later at most', async (context) => {
    const deployment = await deploy({ nodes: 2 })
    const [here, there] = deployment.nodes
    if (here === undefined || there === undefined) throw new RangeError('there are two')
    const user = await addUser(here)
    const tally: Emergency['tally'] = { findings: [], asked: 0 }
    const started = performance.now()
    let longest = 0
    for (let n = 0; n < drops; n++) {
      const carrier = n % 2 === 0 ? 'jwt' : 'token'
      const shown = await Promise.all([here, there, here].map((node) => logInAt(node, carrier)))
      deployment.now += 60 + n % 3
      longest = Math.max(longest, await dropAmidLoad({ deployment, here, there, tally, carrier, shown }))
      // Its sessions were not the key's: they go on.
      for (const { refreshToken } of shown) if (!(await here.auth.refresh(refreshToken)).ok) tally.findings.push('a session is gone with the key')
      await here.store.commit((await here.store.listSessions(user.id, 0, { limit: 50 })).map(({ id }) => ({ do: 'delete', table: 'session', id, if: {} })))
    }
    expect(longest).toBeLessThanOrEqual(90)
    expect(deployment.faults).toEqual([])
    conclude(context, { runs: tally.asked, findings: tally.findings, started })
  }, patience)
})

async function logInAt({ auth }: Instance, carrier: string) {
  return loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier }, headers: ownPage }))
}

interface Emergency {
  readonly deployment: Deployment
  readonly here: Instance
  readonly there: Instance
  readonly tally: { readonly findings: string[], asked: number }
  readonly carrier: 'jwt' | 'token'
  readonly shown: readonly { readonly shown: Readonly<Record<string, string>> }[]
}

/** Answers after how many seconds the other process refuses what the key issued. */
async function dropAmidLoad({ deployment, here, there, tally, carrier, shown }: Emergency): Promise<number> {
  const accepted = async ({ auth }: Instance) => {
    const asked = shown.flatMap(({ shown: headers }) => (
      (['stateless', 'revocable', 'authoritative'] as const).map((freshness) => auth.authenticate(new Request(origin, { headers }), { freshness }))
    ))
    tally.asked += asked.length
    return (await Promise.all(asked)).filter(({ status }) => status === 'authenticated').length
  }
  const before = await Promise.all([accepted(here), accepted(there)])
  if (before.some((count) => count !== 9)) tally.findings.push(`before the drop ${before.join(' and ')} of 9 are accepted`)
  const current = (await here.auth.keys.list()).find(({ use, state }) => use === carrier && state === 'current')
  const until = { isDropped: false }
  const load = (async () => {
    // With a turn of the loop, without which the commit would never be told.
    for (; !until.isDropped; await setImmediate()) await accepted(here)
  })()
  await here.auth.keys.drop(current?.kid ?? '')
  until.isDropped = true
  await load
  const dropped = deployment.now
  let [seconds, isRefused] = [0, false]
  for (; deployment.now - dropped < 200; deployment.now += 1) {
    if (await accepted(here) > 0) tally.findings.push(`it is accepted ${deployment.now - dropped} s after the drop`)
    const elsewhere = await accepted(there)
    if (isRefused && elsewhere > 0) tally.findings.push('another process accepts it again')
    isRefused ||= elsewhere === 0
    if (!isRefused) seconds = deployment.now - dropped + 1
  }
  return seconds
}
