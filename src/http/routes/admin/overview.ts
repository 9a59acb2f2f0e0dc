/** GET /auth/admin: logins a day. */
import { signInsByDay } from '../../../core/audit/sign-ins.ts'
import { adminPage, showTo } from '../../administration.ts'
import { json } from '../../answer.ts'
import type { Call } from '../../call.ts'

const days = 30

export async function getOverview(call: Call): Promise<Response> {
  const { core } = call.http
  return showTo(call, {
    json: async () => json({ sign_ins: await signInsByDay(core, days) }),
    page: async (held) => adminPage(call, 'overview', { held, view: { signIns: await signInsByDay(core, days) } }),
  })
}
