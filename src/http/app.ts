/** The routes: which path and method leads where. Any other method of a known path is 405, any other path 404. */
import { Hono } from 'hono'
import type { RequestContext } from '../contracts.ts'
import { preflight, withCors } from './cors.ts'
import { problemOfFault } from './faults.ts'
import { refuse, tell } from './forms.ts'
import { secured } from './headers.ts'
import { callOf, type Call, type Http } from './call.ts'
import type { Methods } from './methods.ts'
import { describing } from './openapi/description.ts'
import type { Line } from './openapi/entry.ts'
import { guardedPaths, type Path, type WellKnown } from './paths.ts'
import { getEnter } from './routes/enter.ts'
import { administration } from './routes/admin/routes.ts'
import { getDocs, getOpenapi } from './routes/openapi.ts'
import { postExchange } from './routes/exchange.ts'
import { forward } from './routes/forward.ts'
import { deleteKey, getKeys, postEndKey, postKey } from './routes/api-keys.ts'
import { getConsent, putConsent } from './routes/consent.ts'
import { postInspect } from './routes/inspect.ts'
import { postLogin, postSignup } from './routes/login.ts'
import { postLogout } from './routes/logout.ts'
import { getMe, postRefresh } from './routes/me.ts'
import { getAccount, getAsset, getHome, getLogin, getReauthenticate, getSignup } from './routes/pages.ts'
import { postPassword, postReauthenticate } from './routes/password.ts'
import { getPreferences, putPreferences } from './routes/preferences.ts'
import { getData, patchData } from './routes/session-data.ts'
import { deleteSession, deleteSessions, getSessions, postEndSession, postEndSessions } from './routes/sessions.ts'
import { getRevocations } from './routes/revocations.ts'
import { getStatus } from './routes/status.ts'
import { postIntrospect, postRevoke } from './routes/token.ts'
import { getJwks, getMetadata } from './routes/well-known.ts'

type Environment = { Bindings: { call: Call } }

const routes: Readonly<Record<Path, Methods>> = {
  '': { GET: getHome },
  '/signup': { GET: getSignup, POST: postSignup },
  '/login': { GET: getLogin, POST: postLogin },
  '/reauthenticate': { GET: getReauthenticate, POST: postReauthenticate },
  '/logout': { POST: postLogout },
  '/me': { GET: getMe },
  '/refresh': { POST: postRefresh },
  '/password': { POST: postPassword },
  '/session/data': { GET: getData, PATCH: patchData },
  '/sessions': { GET: getSessions, DELETE: deleteSessions },
  '/sessions/end': { POST: postEndSessions },
  '/sessions/:id': { DELETE: deleteSession },
  '/sessions/:id/end': { POST: postEndSession },
  '/keys': { GET: getKeys, POST: postKey },
  '/keys/:id': { DELETE: deleteKey },
  '/keys/:id/end': { POST: postEndKey },
  '/exchange': { POST: postExchange },
  '/inspect': { POST: postInspect },
  '/introspect': { POST: postIntrospect },
  '/revoke': { POST: postRevoke },
  '/preferences': { GET: getPreferences, PUT: putPreferences, POST: putPreferences },
  '/consent': { GET: getConsent, PUT: putConsent, POST: putConsent },
  '/account': { GET: getAccount },
  '/forward': { GET: forward, POST: forward, PUT: forward, PATCH: forward, DELETE: forward },
  '/enter': { GET: getEnter },
  '/status/:n': { GET: getStatus },
  '/revocations': { GET: getRevocations },
  '/assets/:name': { GET: getAsset },
  '/openapi.json': { GET: getOpenapi },
  '/docs': { GET: getDocs },
  ...administration,
}

const outside: Readonly<Record<WellKnown, Methods>> = {
  '/.well-known/jwks.json': { GET: getJwks },
  '/.well-known/oauth-authorization-server': { GET: getMetadata },
}

/** Every method of every path: what the description is made of. */
export const lines: readonly Line[] = [...linesOf(routes, false), ...linesOf(outside, true)]

function linesOf(table: Readonly<Record<string, Methods>>, isOutside: boolean): readonly Line[] {
  // The keys of a table of methods are methods.
  return Object.entries(table).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method as keyof Methods, path, isOutside })))
}

export type Handle = (request: Request, context?: RequestContext) => Promise<Response>

export function createHandler(given: Omit<Http, 'description'>): Handle {
  const http = { ...given, description: describing(given.base, given.core.carriers, lines) }
  const app = new Hono<Environment>({ strict: true })
  for (const [path, methods] of Object.entries(routes)) mount(app, http.base + path, methods)
  for (const [path, methods] of Object.entries(outside)) mount(app, path, methods)
  app.notFound((context) => tell(context.env.call, { code: 'not_found' }))
  // Hono hands on Errors alone, and something else may be thrown.
  app.onError((error) => { throw error })
  return async (request, context = {}) => {
    const call = callOf(http, request, context)
    const response = preflight(call) ?? withLateCookies(await answer(app, call), call.cookies)
    return secured(withCors(response, call), http.core.origin, http.guardedOrigins)
  }
}

/** What the route itself says of a cookie goes before. Trouble sets none: a store that is away changes nobody's login. */
function withLateCookies(response: Response, late: Call['cookies']): Response {
  const cookies = late.flatMap((one) => typeof one === 'string' ? one : one())
  if (cookies.length === 0 || response.status >= 500) return response
  const nameOf = (line: string) => line.slice(0, line.indexOf('='))
  const set = new Set(response.headers.getSetCookie().map(nameOf))
  const headers = new Headers(response.headers)
  for (const cookie of cookies) if (!set.has(nameOf(cookie))) headers.append('set-cookie', cookie)
  return new Response(response.body, { status: response.status, headers })
}

/** Whatever is thrown becomes an answer; where even the page about it fails, a problem without one. */
async function answer(app: Hono<Environment>, call: Call): Promise<Response> {
  try {
    if (!isAnswered(call)) return await tell(call, { code: 'unknown_host' })
    return await app.fetch(call.request, { call })
  } catch (error) {
    const problem = problemOfFault(call, error)
    try {
      return await tell(call, problem)
    } catch (another) {
      call.http.report(another, call.view)
      return refuse(call, problem)
    }
  }
}

function mount(app: Hono<Environment>, path: string, methods: Methods): void {
  for (const [method, handler] of Object.entries(methods)) {
    app.on(method, path, (context) => handler(context.env.call, Object.values(context.req.param()).join('')))
  }
  const allow = Object.keys(methods).flatMap((method) => method === 'GET' ? ['GET', 'HEAD'] : [method]).join(', ')
  app.all(path, (context) => tell(context.env.call, { code: 'method_not_allowed', allow }))
}

/** Another host behind forward-auth is answered on the few paths that it needs: everything else is its upstream's. */
function isAnswered({ http, url, view }: Call): boolean {
  if (view.origin === undefined) return true
  const path = url.pathname.startsWith(http.base) ? url.pathname.slice(http.base.length) : ''
  return guardedPaths.includes(path) || path.startsWith('/assets/')
}
