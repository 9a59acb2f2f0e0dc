import { describe, expect, it } from 'vitest'
import { deviceBucket, deviceValue } from '../../src/accounts/device.ts'
import { usersOf } from '../../src/accounts/users.ts'
import { signValue } from '../../src/cookies/signed.ts'
import { ask, openLogin, showing } from '../core/logins.ts'
import { addUser, startOn, startSystem, type System } from '../core/system.ts'
import { stores } from '../support/instance.ts'
import { fail, loggedIn, told, tryLogin } from './people.ts'

/** Strangers guess at mira, `times` from each of so many networks, an hour and more long. */
async function siege(system: System, networks: number, times: number): Promise<void> {
  for (let round = 0; round < times; round++) {
    for (let n = 0; n < networks; n++)
      await tryLogin(system, { password: `guess ${round}`, address: `10.0.${n}.${round}` })
    system.pass(600)
  }
}

describe.each(stores)('on the $name store, a thousand failures from fifty networks', ({ open }) => {
  it('A-11: shut out no owner who comes by a device that is known, nor a session that lives', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const { device } = await loggedIn(tryLogin(system, { address: '192.0.2.1' }))
    const live = await openLogin(system, user, { carrier: 'cookie', remember: true })
    await siege(system, 50, 20)
    expect(await told(tryLogin(system, { address: '198.51.100.1' }))).toBe('throttled')
    expect(await told(tryLogin(system, { device, address: '192.0.2.1' }))).toBe('ok')
    expect(await told(tryLogin(system, { device, address: '203.0.113.1' }))).toBe('ok')
    expect(await ask(system, showing(live))).toBe('ok')
  })
})

describe('a device', () => {
  it('keeps its name while the same person uses it, and takes another for another', async () => {
    const system = await startSystem()
    await addUser(system)
    await addUser(system, 'noor')
    const first = await loggedIn(tryLogin(system))
    const again = await loggedIn(tryLogin(system, { device: first.device }))
    expect(again.device).toBe(first.device)
    const other = await loggedIn(tryLogin(system, { username: 'noor', device: first.device }))
    expect(other.device.split('.')[0]).not.toBe(first.device.split('.')[0])
  })

  it('A-11: has failures of its own, which are not those of the name', async () => {
    const system = await startSystem()
    await addUser(system)
    const { device } = await loggedIn(tryLogin(system))
    expect(await fail(system, 6, { device })).toEqual([...Array<string>(5).fill('invalid_credentials'), 'throttled'])
    expect(await told(tryLogin(system))).toBe('ok')
    expect(await told(tryLogin(system, { device }))).toBe('throttled')
    system.pass(30)
    expect(await told(tryLogin(system, { device }))).toBe('ok')
  })

  it('A-14: that its owner logs in by forgets its own failures, and not those of the name', async () => {
    const system = await startSystem()
    await addUser(system)
    const { device } = await loggedIn(tryLogin(system))
    await fail(system, 5)
    await fail(system, 4, { device })
    expect(await told(tryLogin(system, { device }))).toBe('ok')
    expect(await told(tryLogin(system))).toBe('throttled')
    expect(await fail(system, 5, { device })).toEqual(Array<string>(5).fill('invalid_credentials'))
  })

  it('A-10: is a stranger after a hundred failures: a stolen cookie buys no more guesses than a name has', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const { device } = await loggedIn(tryLogin(system))
    for (let n = 0; n < 100; n++) {
      system.pass(3600)
      expect(await fail(system, 1, { device })).toEqual(['invalid_credentials'])
    }
    expect(await deviceBucket(system.core, user, device)).toBeNull()
    expect(await fail(system, 6, { device })).toEqual([...Array<string>(5).fill('invalid_credentials'), 'throttled'])
    expect(await told(tryLogin(system))).toBe('throttled')
    await usersOf(system.accounts).unlock('mira')
    expect(await told(tryLogin(system, { device }))).toBe('ok')
  })
})

describe('a device cookie', () => {
  it('A-11: that is forged, changed, or another user\'s helps nothing', async () => {
    const system = await startSystem()
    const [mira, noor] = [await addUser(system), await addUser(system, 'noor')]
    const { core } = system
    const own = deviceValue(core, mira, null)
    const [id = '', subject = '', mac = ''] = own.split('.')
    const others = [
      deviceValue(core, noor, null),
      `${id}.${noor.id}.${mac}`,
      `${id}x.${subject}.${mac}`,
      `${id}.${subject}.`,
      `${id}.${subject}`,
      '',
      '.',
      '...',
      signValue('__Host-latchkey-device', `${id}.${subject}`, core.keys().current('throttle').secret),
      signValue('__Host-latchkey-form', `${id}.${subject}`, core.keys().current('cookie').secret),
      signValue('__Host-latchkey-device', id, core.keys().current('cookie').secret),
      own.toUpperCase(),
      ` ${own}`,
      `${own}=`,
    ]
    expect(await deviceBucket(core, mira, own)).not.toBeNull()
    for (const shown of others) expect([shown, await deviceBucket(core, mira, shown)]).toEqual([shown, null])
    expect(await deviceBucket(core, null, own)).toBeNull()
    await fail(system, 5)
    for (const device of others) expect(await told(tryLogin(system, { device }))).toBe('throttled')
  })

  it('proves no login', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const device = deviceValue(system.core, user, null)
    expect(await told(tryLogin(system, { device, password: 'wrong' }))).toBe('invalid_credentials')
    expect(await told(tryLogin(system, { device, password: device }))).toBe('invalid_credentials')
  })

  it('is known after a restart', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const device = deviceValue(system.core, user, null)
    const later = await startSystem({ store: system.store })
    expect(await deviceBucket(later.core, user, device)).toBe(await deviceBucket(system.core, user, device))
  })
})
