/** The paths of the administration. */
import type { Methods } from '../../methods.ts'
import type { Path } from '../../paths.ts'
import { getEvents } from './events.ts'
import { getDrop, getRing, getRotate, postDrop, postRotate } from './keys.ts'
import { getOverview } from './overview.ts'
import { endSession, getAllSessions } from './sessions.ts'
import { deleteUser, getDelete, getPassword, getUser, postDisable, postEnable, postEndUserSessions, postPassword, postRole, postUnlock } from './user.ts'
import { getUsers, postUser } from './users.ts'
import { getVisits } from './visits.ts'

export const administration = {
  '/admin': { GET: getOverview },
  '/admin/users': { GET: getUsers, POST: postUser },
  '/admin/users/:id': { GET: getUser, DELETE: deleteUser },
  '/admin/users/:id/disable': { POST: postDisable },
  '/admin/users/:id/enable': { POST: postEnable },
  '/admin/users/:id/unlock': { POST: postUnlock },
  '/admin/users/:id/roles': { POST: postRole },
  '/admin/users/:id/sessions/end': { POST: postEndUserSessions },
  '/admin/users/:id/password': { GET: getPassword, POST: postPassword },
  '/admin/users/:id/delete': { GET: getDelete, POST: deleteUser },
  '/admin/sessions': { GET: getAllSessions },
  '/admin/sessions/:id': { DELETE: endSession },
  '/admin/sessions/:id/end': { POST: endSession },
  '/admin/keys': { GET: getRing },
  '/admin/keys/rotate': { GET: getRotate, POST: postRotate },
  '/admin/keys/:id/drop': { GET: getDrop, POST: postDrop },
  '/admin/events': { GET: getEvents },
  '/admin/visits': { GET: getVisits },
} as const satisfies Readonly<Partial<Record<Path, Methods>>>
