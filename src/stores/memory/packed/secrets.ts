/** Secrets, packed. */
import type { Secret } from '../../../contracts.ts'
import type { Rows } from '../rows.ts'
import { packedRows } from './packed-rows.ts'
import { shared } from './shared.ts'
import { inPage, slots } from './slots.ts'
import { texts } from './texts.ts'

/** What a secret says like many others. */
type Alike = Omit<Secret, 'digest' | 'session' | 'created' | 'expires'>

/** The digest, as long as four times, the session's id, as long as two, and two times; what is alike. */
const width = { times: 8, held: 1 }

export function packedSecrets(): Rows<Secret, 'session' | 'user'> {
  const room = slots<Alike>(width)
  const [keys, sessions] = [texts(room, { from: 0, bytes: 32 }), texts(room, { from: 8, bytes: 16 })]
  const share = shared<Alike>()
  return packedRows({
    keys,
    indices: {
      session: { keyOf: ({ session }) => session, texts: sessions },
      user: { keyOf: ({ user }) => user },
    },
    read(slot, digest) {
      const { times, held } = room.page(slot)
      const time = inPage(slot) * width.times + 6
      const alike = held[inPage(slot)]
      return alike && {
        digest, purpose: alike.purpose, session: sessions.get(slot), user: alike.user, generation: alike.generation,
        kid: alike.kid, created: times[time] ?? 0, expires: times[time + 1] ?? 0, consumed: alike.consumed,
        detail: alike.detail, lastUsed: alike.lastUsed,
      }
    },
    write(slot, row) {
      const { times, held } = room.page(slot)
      sessions.set(slot, row.session)
      times.set([row.created, row.expires], inPage(slot) * width.times + 6)
      held[inPage(slot)] = alikeOf(row, share)
    },
    clear(slot) {
      for (const column of [keys, sessions]) column.clear(slot)
      room.clear(slot)
    },
  })
}

/** What is somebody's own is held by the row alone, so that nothing of it outlives the row. */
function alikeOf({ purpose, user, generation, kid, consumed, lastUsed, detail }: Secret, share: (alike: Alike) => Alike): Alike {
  const alike = { purpose, user, generation, kid, consumed, lastUsed, detail }
  return user === null && consumed === null && lastUsed === null && detail === null ? share(alike) : alike
}
