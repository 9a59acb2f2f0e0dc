/** The pages of the administration. */
import type { Pages } from '../contracts/pages.ts'
import { confirm } from './admin/confirm.ts'
import { events } from './admin/events.ts'
import { keys } from './admin/keys.ts'
import { overview } from './admin/overview.ts'
import { sessions } from './admin/sessions.ts'
import { user } from './admin/user.ts'
import { users } from './admin/users.ts'
import { visits } from './admin/visits.ts'
import { brandedBy, type Brand } from './brand.ts'

export function adminPages(brand: Brand): NonNullable<Pages['admin']> {
  const branded = brandedBy(brand)
  return {
    overview: branded(overview), users: branded(users), user: branded(user), confirm: branded(confirm),
    sessions: branded(sessions), keys: branded(keys), events: branded(events), visits: branded(visits),
  }
}
