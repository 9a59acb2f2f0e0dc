/** GET /auth/status/{n}: which sessions have ended, for anybody (draft-ietf-oauth-status-list §8). It names nobody. */
import { statusLists } from '../../core/revocation/status-bits.ts'
import { statusTtl } from '../../core/revocation/status-list.ts'
import { STATUS_LIST_MEDIA_TYPE } from '../../formats/status-list.ts'
import type { Call } from '../call.ts'
import { problemResponse } from '../problem.ts'

export async function getStatus({ http, view }: Call, parameter: string): Promise<Response> {
  const n = /^\d$/.test(parameter) ? Number(parameter) : statusLists
  if (http.statusList === null || n >= statusLists) return problemResponse({ code: 'not_found' }, view.requestId)
  return new Response(await http.statusList(n), {
    headers: { 'content-type': STATUS_LIST_MEDIA_TYPE, 'cache-control': `public, max-age=${statusTtl}` },
  })
}
