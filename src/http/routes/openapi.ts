/**
 * GET /auth/openapi.json and /auth/docs: what this service answers, for programs and for people. Public: it says the same of
 * every instance of one version, and nothing of this one that a stranger could not try. The document asks no store.
 */
import { json } from '../answer.ts'
import type { Call } from '../call.ts'
import { page, viewerOf } from '../pages.ts'
import { problemResponse } from '../problem.ts'

export async function getOpenapi({ http }: Call): Promise<Response> {
  const { document } = await http.description()
  const response = json(document)
  response.headers.set('cache-control', 'public, max-age=3600')
  return response
}

export async function getDocs(call: Call): Promise<Response> {
  const { pages, description } = call.http
  if (pages?.docs === undefined) return problemResponse({ code: 'not_acceptable' }, call.view.requestId)
  const template = pages.docs
  const { view } = await description()
  return page(call, { view, held: await viewerOf(call) }, (_pages, filled) => template(filled))
}
