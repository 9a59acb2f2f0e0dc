/** Sessions, packed. */
import type { Session } from '../../../contracts.ts'
import type { Rows } from '../rows.ts'
import { packedRows } from './packed-rows.ts'
import { shared } from './shared.ts'
import { inPage, slots } from './slots.ts'
import { texts } from './texts.ts'

type Own = 'id' | 'subject' | 'created' | 'authTime' | 'lastSeen' | 'absoluteEnd' | 'address'
/** What a session says like many others. */
type Alike = Omit<Session, Own>

/** The id, as long as two times, and four times; the subject, the address, and what is alike. */
const width = { times: 6, held: 3 }

export function packedSessions(): Rows<Session, 'subject' | 'visitor'> {
  const room = slots<string | Alike>(width)
  const keys = texts(room, { from: 0, bytes: 16 })
  const share = shared<Alike>()
  return packedRows({
    keys,
    indices: {
      subject: { keyOf: ({ subject }) => subject },
      visitor: { keyOf: ({ subject }) => subject === null ? '' : null },
    },
    read(slot, id) {
      const { times, held } = room.page(slot)
      const time = inPage(slot) * width.times + 2
      const at = inPage(slot) * width.held
      const alike = held[at + 2]
      if (typeof alike !== 'object') return undefined
      return {
        id, subject: textOf(held[at]), carrier: alike.carrier, scope: alike.scope, root: alike.root, data: alike.data,
        dataVersion: alike.dataVersion, created: times[time] ?? 0, authTime: times[time + 1] ?? 0,
        lastSeen: times[time + 2] ?? 0, idle: alike.idle, absoluteEnd: times[time + 3] ?? 0, remember: alike.remember,
        epoch: alike.epoch, address: textOf(held[at + 1]), agent: alike.agent,
      }
    },
    write(slot, row) {
      const { times, held } = room.page(slot)
      const at = inPage(slot) * width.held
      times.set([row.created, row.authTime, row.lastSeen, row.absoluteEnd], inPage(slot) * width.times + 2)
      held[at] = row.subject ?? undefined
      held[at + 1] = row.address ?? undefined
      held[at + 2] = alikeOf(row, share)
    },
    clear(slot) {
      keys.clear(slot)
      room.clear(slot)
    },
  })
}

function textOf(held: unknown): string | null {
  return typeof held === 'string' ? held : null
}

/** What is somebody's own is held by the row alone, so that nothing of it outlives the row. */
function alikeOf(row: Session, share: (alike: Alike) => Alike): Alike {
  const { carrier, scope, root, data, dataVersion, idle, remember, epoch, agent } = row
  const alike = { carrier, scope, root, data, dataVersion, idle, remember, epoch, agent }
  return data === null && root === null ? share(alike) : alike
}
