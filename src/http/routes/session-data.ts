/** GET and PATCH /auth/session/data: the members of session data that a schema opens to the client, and no others. */
import type { Data } from '../../core/session/data-rules.ts'
import { SessionDataError } from '../../core/session/session-data.ts'
import { openSessionHandle } from '../../core/session/session-handle.ts'
import { json } from '../answer.ts'
import { readBody } from '../body.ts'
import { crossSite, refuse, showsInHeader } from '../forms.ts'
import type { Call } from '../call.ts'
import { mergePatch } from '../merge-patch.ts'
import type { Problem } from '../problem.ts'
import { sessionDataBody } from '../schemas.ts'

export async function getData(call: Call): Promise<Response> {
  const handle = await openSessionHandle(call.http.core, call.view)
  if (handle.refusal !== null) return refuse(call, { code: handle.refusal })
  const { data, version } = await handle.read()
  call.cookies.push(() => handle.cookies)
  return answer(call, { data, version })
}

/** JSON merge patch (RFC 7396) on one version: of two clients that read the same, one is told (RFC 9110 §13.1.1). */
export async function patchData(call: Call): Promise<Response> {
  const { http, view } = call
  const body = await readBody(call.request, sessionDataBody)
  if (!body.ok) return refuse(call, body.problem)
  // Else a cookie is read, or would be set.
  const cross = showsInHeader(call) ? null : crossSite(call)
  if (cross !== null) return refuse(call, cross)
  const version = versionOf(view.header('if-match'))
  if (version === null) return refuse(call, { code: 'precondition_required', detail: 'Send the ETag of GET as If-Match.' })
  if (Object.keys(body.value).some((key) => !http.clientKeys.includes(key))) return refuse(call, { code: 'key_not_writable' })
  try {
    return await patch(call, version, body.value)
  } catch (error) {
    if (error instanceof SessionDataError) return refuse(call, problemOfData(error))
    throw error
  }
}

async function patch(call: Call, version: number, changes: Data): Promise<Response> {
  const handle = await openSessionHandle(call.http.core, call.view)
  if (handle.refusal !== null) return refuse(call, { code: handle.refusal })
  // A patch of an object is an object.
  const changed = await handle.updateVersion(version, (data) => mergePatch(data, changes) as Data)
  call.cookies.push(() => handle.cookies)
  return changed === null ? refuse(call, { code: 'precondition_failed' }) : answer(call, changed)
}

function answer({ http }: Call, { data, version }: { data: Data, version: number }): Response {
  const open = Object.entries(data).filter(([key]) => http.clientKeys.includes(key))
  const response = json(Object.fromEntries(open))
  response.headers.set('etag', `"${version}"`)
  return response
}

function versionOf(ifMatch: string | undefined): number | null {
  const digits = /^"(0|[1-9]\d{0,14})"$/.exec(ifMatch ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

function problemOfData({ code, message }: SessionDataError): Problem {
  if (code === 'too_large') return { code: 'body_too_large', detail: message }
  if (code === 'session_over') return { code: 'session_revoked' }
  if (code === 'narrowed') return { code: 'insufficient_scope' }
  if (code === 'refused') return { code: 'credential_invalid' }
  if (code === 'throttled') return { code: 'throttled', retryAfter: 600 }
  return { code: 'malformed_request', detail: 'The data would not be as its schema expects.' }
}
