/** An entry is made from records as they are when it is made, whatever its caller read before. */
import { expect, it } from 'vitest'
import { endEverywhere } from '../../../src/core/session/endings.ts'
import { makeEntry } from '../../../src/core/session/enter.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { sha256 } from '../../../src/crypto/hash.ts'
import { openLogin } from '../logins.ts'
import { addUser, startSystem } from '../system.ts'

it.each(['everywhere', 'deleted'] as const)('none is made for a login that ended meanwhile: %s', async (how) => {
  const system = await startSystem()
  const { core } = system
  const { user, session } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
  const entry = { origin: 'https://wiki.example.com', state: sha256('nonce') }
  expect(await makeEntry(core, { user, session }, entry)).toMatch(/^lk_en_[\w-]{43}$/)
  if (how === 'everywhere') await endEverywhere(core, user.id, { from: nowhere, reason: 'all_ended' })
  else await core.store.commit([{ do: 'delete', table: 'session', id: session.id, if: {} }])
  expect(await makeEntry(core, { user, session }, entry)).toBeNull()
})
