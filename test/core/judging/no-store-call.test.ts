/** The token and the JWT are checked without a word to the store, and are refused at once where the revoking process is asked. */
import { expect, it } from 'vitest'
import { watchedStore } from '../../http/watched-store.ts'
import { addUser } from '../../http/people.ts'
import { createClient, logIn } from '../../support/client.ts'
import { bearing, exchanged, newKey, roles } from '../../support/narrowing.ts'
import { origin, startInstance } from '../../support/instance.ts'

async function start() {
  const calls: string[] = []
  const instance = await startInstance({ roles, store: watchedStore(({ verb }) => { calls.push(verb) }) })
  await addUser(instance)
  return { ...instance, calls }
}

const freshnesses = ['stateless', 'revocable'] as const

it.each(['jwt', 'token'])('a %s is verified with no store call, five hundred times', async (carrier) => {
  const { auth, calls } = await start()
  const whole = (await logIn(auth, carrier)).shown
  const narrow = bearing(await exchanged(auth, whole, { carrier, scope: 'profile:read' }))
  const ofKey = bearing(await exchanged(auth, bearing((await newKey(auth, whole)).key), { carrier }))
  calls.length = 0
  for (let n = 0; n < 500; n++) {
    for (const freshness of freshnesses) {
      const headers = [whole, narrow, ofKey][n % 3] ?? {}
      expect((await auth.authenticate(new Request(origin, { headers }), { freshness })).status).toBe('authenticated')
    }
  }
  expect(calls).toEqual([])
})

it.each(['jwt', 'token'])('a %s is refused at once in the process that revoked it, and stateless at its own end', async (carrier) => {
  const { auth, calls, pass } = await start()
  const { shown } = await logIn(auth, carrier)
  const ask = async (freshness: 'stateless' | 'revocable') => {
    const outcome = await auth.authenticate(new Request(origin, { headers: shown }), { freshness })
    return outcome.status === 'refused' ? outcome.reason : outcome.status
  }
  await createClient(auth).send('POST', '/auth/logout', { headers: shown })
  calls.length = 0
  expect([await ask('revocable'), await ask('stateless'), calls]).toEqual(['session_revoked', 'authenticated', []])
  pass(630)
  expect([await ask('revocable'), await ask('stateless')]).toEqual(['credential_expired', 'credential_expired'])
})
