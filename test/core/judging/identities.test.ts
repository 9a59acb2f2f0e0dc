import { expect, it } from 'vitest'
import { authenticate } from '../../../src/core/authenticate.ts'
import { carrierNames, openLogin, showing } from '../logins.ts'
import { addUser, shaken, startSystem } from '../system.ts'
import { seeded } from '../unsteady.ts'

it('B-27: nobody is taken for anybody else, with 60 users who ask 3,000 times at once in any order', async () => {
  const system = await startSystem()
  const logins = await Promise.all(Array.from({ length: 60 }, async (_, n) => {
    const user = await addUser(system, `user${n}`)
    return { user, issued: await openLogin(system, user, { carrier: carrierNames[n % 3] ?? 'cookie' }) }
  }))
  const random = seeded(27)
  const unsteady = shaken(system, random)
  const asked = Array.from({ length: 3000 }, () => logins[Math.floor(random() * logins.length)] ?? logins).flat()
  const answers = await Promise.all(asked.map(async ({ issued }) => (
    authenticate(unsteady.core, showing(issued), { freshness: random() < 0.5 ? 'revocable' : 'authoritative' })
  )))
  const subjects = answers.map((answer) => answer.status === 'authenticated' ? answer.principal.subject : answer.status)
  expect(subjects).toEqual(asked.map(({ user }) => user.id))
  const sessions = answers.map((answer) => answer.status === 'authenticated' ? answer.principal.session : answer.status)
  expect(sessions).toEqual(asked.map(({ issued }) => issued.session.id))
})
