/** What a person likes to see, kept with the account: the same on every device. */
import type { Preferences, User, Write } from '../contracts.ts'
import { commit } from '../core/commit.ts'
import type { Core } from '../core/core.ts'

/** In place of what was chosen before; false: the account is gone. */
export function choosePreferences(core: Core, id: string, preferences: Preferences): Promise<boolean> {
  return commit(core, async () => {
    const user = await core.store.findUser(id)
    return user === null ? { answer: false, writes: [] } : { answer: true, writes: setPreferences(user, preferences) }
  })
}

/** Nothing where nothing changes. */
export function setPreferences(user: User, preferences: Preferences): readonly Write[] {
  const { language, theme } = user.preferences
  if (language === preferences.language && theme === preferences.theme) return []
  const before = user.preferences
  return [{ do: 'update', table: 'user', id: user.id, if: { preferences: before }, set: { preferences } }]
}
