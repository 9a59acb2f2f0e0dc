import { decodeJwt } from 'jose'
import { expect, it } from 'vitest'
import { me, logIn } from '../support/client.ts'
import { startInstance } from '../support/instance.ts'
import { addUser } from '../http/people.ts'

it('C-28: states what the application adds, in its JWTs alone, and is shown nothing that is secret', async () => {
  const seen: string[] = []
  const { auth } = await startWith((of) => {
    seen.push(JSON.stringify(of))
    return { tenant: of.user.username, plan: { seats: 3 } }
  })
  const login = await logIn(auth, 'jwt')
  expect(decodeJwt(login.credential)).toMatchObject({ tenant: 'mira', plan: { seats: 3 }, sid: login.session })
  expect((await me(auth, login.shown)).status).toBe(200)
  for (const carrier of ['token', 'cookie']) expect((await me(auth, (await logIn(auth, carrier)).shown)).status).toBe(200)
  expect(seen.join()).not.toMatch(/fast|canonical|address/)
})

it.each([
  [{ sub: 'another' }], [{ roles: ['admin'] }], [{ epoch: 9 }], [{ aud: 'x' }], [{ deep: [[[[[[[[[1]]]]]]]]] }], [{ big: 'x'.repeat(9000) }],
])('issues nothing with a claim that means something else, or that nobody could read: %j', async (claims) => {
  const { auth } = await startWith(() => claims)
  expect((await logIn(auth, 'jwt')).answer.status).toBe(500)
})

async function startWith(jwtClaims: NonNullable<Parameters<typeof startInstance>[0]>['jwtClaims'] & object) {
  const instance = await startInstance({ jwtClaims })
  await addUser(instance)
  return instance
}
