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

export const admin: NonNullable<Pages['admin']> = { overview, users, user, confirm, sessions, keys, events, visits }
