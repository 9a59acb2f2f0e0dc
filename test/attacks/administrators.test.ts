/**
 * The last administrator: turned out by themselves, or two who turn each other out at the same moment, each while the other
 * still may (write skew). Nobody could let them in again but an operator.
 */
import { describe, expect, it } from 'vitest'
import { administer, isAdministrator, type Administration } from '../../src/accounts/administer.ts'
import type { User } from '../../src/contracts.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { addUser, interrupted, shaken, startOn, type System } from '../core/system.ts'
import { interleave, pause, seeded, type Random } from '../core/unsteady.ts'
import { createClient, logIn } from '../support/client.ts'
import { addUser as addPerson } from '../http/people.ts'
import { password, start, startInstance, stores } from '../support/instance.ts'

const acts: readonly ((acts: Administration, id: string) => Promise<{ readonly ok: boolean }>)[] = [
  (by, id) => by.disable(id), (by, id) => by.delete(id), (by, id) => by.removeRole(id, 'admin'),
]

const asOne = ({ accounts }: System, { id }: User) => administer(accounts, { actor: id, from: nowhere })
const administrator = (system: System, name: string) => addUser(system, name, { roles: ['admin'] })

async function left(system: System, all: readonly User[]): Promise<number> {
  const now = await Promise.all(all.map(({ id }) => system.store.findUser(id)))
  return now.filter((user) => user !== null && isAdministrator(system.core, user)).length
}

/** Each of three turns the next one out, or two each other, each begun when chance says so. */
async function turnOut(system: System, seed: number): Promise<string | null> {
  const random = seeded(seed)
  const all = await Promise.all(['a', 'b', 'c'].slice(0, 2 + seed % 2).map((name) => administrator(system, `${name}-${seed}`)))
  const uneasy = shaken(system, random)
  const told = await Promise.all(all.map((one, n) => pause(random).then(() => oneOf(random)(asOne(uneasy, one), all[(n + 1) % all.length]?.id ?? ''))))
  const [done, still] = [told.filter(({ ok }) => ok).length, await left(system, all)]
  return still === all.length - done && still > 0 ? null : `of ${all.length} administrators ${still} are left after ${done} were told that it is done`
}

function oneOf(random: Random) {
  return acts[Math.floor(random() * acts.length)] ?? ((by: Administration, id: string) => by.disable(id))
}

describe.each(stores)('administrators on the $name store', ({ open }) => {
  it('who turn each other out at the same moment leave one, in 200 orders', async () => {
    const system = await startOn(open)
    expect(await interleave(200, (seed) => turnOut(system, seed))).toEqual([])
    expect(system.faults).toEqual([])
  })

  it.each(acts.map((act, n) => [['disabled', 'deleted', 'demoted'][n], act] as const))('who are %s while they act have done nothing', async (_name, act) => {
    const system = await startOn(open)
    const [ada, nova] = [await administrator(system, 'ada'), await administrator(system, 'nova')]
    const meanwhile = interrupted(system, () => act(asOne(system, nova), ada.id))
    const given = { username: 'rook', email: null, roles: ['admin'], password: 'velvet anchor mosaic' }
    expect(await asOne(meanwhile, ada).create(given)).toEqual({ ok: false, code: 'forbidden' })
    expect(await system.store.findUserByName('rook')).toBe(null)
    for (const own of acts) expect(await own(asOne(system, nova), nova.id)).toEqual({ ok: false, code: 'own_account' })
    expect(await left(system, [ada, nova])).toBe(1)
  })
})

it.each(['keys/{kid}/drop', 'keys/rotate', 'sessions/{session}/end', 'users/{user}/disable'])('who is disabled while POST /auth/admin/%s is committed has done nothing', async (route) => {
  const instance = await startInstance()
  const { auth, store } = instance
  const ada = await addPerson(instance, 'ada', { roles: ['admin'] })
  const mira = await addPerson(instance)
  const { session } = await logIn(auth, 'cookie')
  const { shown } = await logIn(auth, 'token', { username: 'ada', password })
  const before = await auth.keys.list()
  const kid = before.find(({ use }) => use === 'jwt')?.kid ?? ''
  const commit = store.commit.bind(store)
  let isDone = false
  Object.assign(store, {
    async commit(writes: Parameters<typeof commit>[0]) {
      const isAct = writes.some((write) => write.do === 'record' && write.event.actor === ada.id && write.event.subject !== ada.id)
      if (isAct && !isDone) {
        isDone = true
        await commit([{ do: 'update', table: 'user', id: ada.id, if: {}, set: { disabled: start, epoch: ada.epoch + 1 } }])
      }
      return commit(writes)
    },
  })
  const path = route.replace('{kid}', kid).replace('{session}', session).replace('{user}', mira.id)
  const answer = await createClient(auth).send('POST', `/auth/admin/${path}`, { headers: shown, json: route === 'keys/rotate' ? { use: 'jwt' } : {} })
  expect([isDone, answer.status, answer.body['code']]).toEqual([true, 403, 'forbidden'])
  expect([await auth.keys.list(), (await store.findSession(session))?.user?.disabled]).toEqual([before, null])
})
