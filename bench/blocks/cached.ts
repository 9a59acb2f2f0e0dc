/** What a request costs whose credential was proved before: by the whole way through `authenticate`, which asks times and revocation again. */
import { createSigner, createVerifier } from 'fast-jwt'
import type { Block } from '../block.ts'
import { claimsOf, newGrant, origin } from '../fixtures.ts'
import { compare, type Group } from '../measure/compare.ts'
import type { Run } from '../measure/run.ts'
import { inTurns, several, timed, timedAsync } from '../measure/timed.ts'
import { instance, viewWith } from '../instance.ts'
import { memoryStore, type RequestView } from '../latchkey.ts'

const alive = 64

export const cached: Block = {
  name: 'cached',
  title: 'A credential that was proved before',
  note: 'Latchkey finds it by its whole text, and asks times, audience and revocation each time. fast-jwt keeps a hash of it, and asks the times.',
  async measure(run) {
    const groups: Group[] = []
    for (const carrier of ['jwt', 'token'] as const) groups.push(await remembered(carrier, run))
    return groups
  },
}

async function remembered(carrier: 'jwt' | 'token', run: Run): Promise<Group> {
  const { auth, logIn } = await instance(memoryStore(), { jwtAlgorithm: 'HS256' })
  const views: RequestView[] = []
  for (let n = 0; n < alive; n++) views.push(viewWith({ authorization: `Bearer ${await logIn(carrier)}` }))
  const next = inTurns(several(alive, (n) => views[n] ?? viewWith({})))
  const key = 'a secret of as many bytes as HS256 asks for'
  const sign = createSigner({ key, algorithm: 'HS256', noTimestamp: true })
  const verify = createVerifier({ key, algorithms: ['HS256'], allowedIss: origin, allowedAud: origin, cache: 1000 })
  const tokens = inTurns(several(alive, () => sign(claimsOf(newGrant()))))
  const group = await compare({
    name: `${carrier}, remembered`, unit: 'µs',
    contenders: [
      timedAsync({ name: 'authenticate', by: 'latchkey' }, run, () => auth.authenticate(next())),
      timed({ name: 'fast-jwt with its cache', by: 'peer' }, run, () => verify(tokens())),
    ],
  }, run)
  await auth.close()
  return group
}
