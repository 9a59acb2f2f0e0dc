/** What people are called, by their id. A name is never changed and an id never given again, so what was read stays true. */
import type { Id, Store } from '../../contracts.ts'

export interface Names {
  /** Null: there is no such user. */
  find(subject: Id): Promise<string | null>
}

const most = 10_000

export function createNames(store: Pick<Store, 'findUser'>): Names {
  const known = new Map<Id, string>()
  return {
    async find(subject) {
      const name = known.get(subject)
      if (name !== undefined) return name
      const user = await store.findUser(subject)
      if (user === null) return null
      for (const oldest of known.keys()) if (known.size >= most) known.delete(oldest)
      known.set(subject, user.username)
      return user.username
    },
  }
}
