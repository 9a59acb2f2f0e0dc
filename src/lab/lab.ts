/**
 * The lab: a page on which anybody can see, on the wire, how a cookie, a JWT and a token differ, and break each. It runs Latchkeys of its own,
 * in memory; it is given no store, no secret and no instance but those.
 */
import type { Clock, RequestContext } from '../contracts.ts'
import { definePreferences } from '../cookies/preferences.ts'
import { viewOf } from '../core/request-view.ts'
import { isSameOriginRequest } from '../core/csrf.ts'
import { BusyError, createPasswordHasher } from '../crypto/password-hash.ts'
import { createSemaphore } from '../crypto/semaphore.ts'
import { secured } from '../http/headers.ts'
import { type Problem, problemResponse, statusOf } from '../http/problem.ts'
import { actions, type Action, type Done } from './actions.ts'
import type { Decoded } from './facts.ts'
import { type Bench, languageOf, seeOther } from './bench.ts'
import { createLabInstance, type LabInstance, type LabWorld } from './instance.ts'
import { warmUp } from './logins.ts'
import { createNotebooks, type Notebook } from './notebooks.ts'
import { files } from './files.ts'
import { labPage } from './page/page.ts'
import { otherOrigin } from './other-origin.ts'
import { fromOtherSite, otherSite } from './other-site.ts'
import { answerResource } from './resource.ts'

export interface LabOptions {
  /** The one public origin, and the path of the pages: `/auth`. */
  readonly origin: string
  readonly base: string
  readonly clock: Clock
  /** Language tags that a person can prefer here. */
  readonly languages?: readonly string[]
  readonly node: string
  readonly report: (error: unknown) => void
}

export interface Lab {
  /** Answers every path under its base. */
  handler(request: Request, context?: RequestContext): Promise<Response>
  close(): Promise<void>
}

const mostNotebooks = 32

export function createLab(options: LabOptions): Lab {
  const { origin, base: pages, clock, report, node, languages = ['en', 'zh-Hans'] } = options
  const hasher = createPasswordHasher({ concurrency: 1, waiting: 16 })
  const world: LabWorld = { origin, base: `${pages}/lab`, clock, hasher, report }
  const main = createLabInstance(world)
  const choice = definePreferences({ languages: [...new Set([...languages, 'en', 'zh-Hans'])] })
  const bench: Bench = {
    world, node, pages, main,
    notebooks: createNotebooks(mostNotebooks, (notebook) => { void forget(main, notebook).catch(report) }),
    warm: warming(world),
    turn: createSemaphore({ concurrency: 2, waiting: 8 }),
    preferences(request) {
      const reading = choice.read(request.headers.get('cookie'))
      return reading.status === 'valid' ? reading.value : {}
    },
  }
  return {
    async handler(request) {
      try {
        return secured(await answer(bench, request), origin)
      } catch (error) {
        if (!(error instanceof BusyError)) report(error)
        const problem: Problem = error instanceof BusyError ? { code: 'busy', retryAfter: 1 } : { code: 'internal_error' }
        return secured(await refused(bench, request, problem), origin)
      }
    },
    close: () => main.auth.close(),
  }
}

function warming(world: LabWorld): () => Promise<void> {
  let warmed: Promise<void> | undefined
  return () => {
    warmed ??= warmUp(world).catch((error: unknown) => {
      warmed = undefined
      throw error
    })
    return warmed
  }
}

/** Its logins end with the page that showed them. */
async function forget({ auth }: LabInstance, { person }: Notebook): Promise<void> {
  const known = await person?.catch(() => null)
  if (known != null) await auth.users.delete(known.id)
}

async function answer(bench: Bench, request: Request): Promise<Response> {
  const { world: { base }, main } = bench
  const path = new URL(request.url).pathname.slice(base.length)
  if (path === '/resource') return answerResource(main, request)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (path === '/from-other-site') return request.method === 'POST' ? fromOtherSite(bench, request) : wrongMethod('POST')
  const action = actions.get(path)
  if (action !== undefined) return request.method === 'POST' ? act(bench, request, action) : wrongMethod('POST')
  const read = path === '' ? show : path === '/other-site' ? otherSite : path.startsWith('/assets/') ? asset : null
  if (read === null) return refused(bench, request, { code: 'not_found' })
  return isRead ? read(bench, request) : wrongMethod('GET, HEAD')
}

function wrongMethod(allow: string): Response {
  return problemResponse({ code: 'method_not_allowed', allow })
}

/** A form of the page: only from this page, and a browser says so (B-15). */
async function act(bench: Bench, request: Request, action: Action): Promise<Response> {
  const view = viewOf(request)
  const known = bench.notebooks.of(request.headers.get('cookie'))
  if (!isSameOriginRequest(view, bench.world, { hasCookie: known !== null })) return refused(bench, request, { code: 'csrf_rejected' })
  const { notebook, setCookie } = known === null ? bench.notebooks.begin() : { notebook: known, setCookie: null }
  const done = await bench.turn(() => action(bench, notebook, request))
  const cookies = [...setCookie === null ? [] : [setCookie], ...done.cookies ?? []]
  const response = await shown(bench, request, { notebook, done })
  for (const line of cookies) response.headers.append('set-cookie', line)
  return response
}

/** Back to the page, at the part that changed; what was decoded is shown at once, so that nothing of it is kept. */
async function shown(bench: Bench, request: Request, { notebook, done }: { notebook: Notebook, done: Done }): Promise<Response> {
  if (done.problem !== undefined) return refused(bench, request, done.problem)
  if (done.decoded === undefined) return seeOther(`${bench.world.base}#${done.at}`)
  return page(bench, request, { notebook, decoded: done.decoded })
}

function show(bench: Bench, request: Request): Promise<Response> {
  return page(bench, request, { notebook: bench.notebooks.of(request.headers.get('cookie')) })
}

interface Shown {
  readonly notebook: Notebook | null
  readonly decoded?: Decoded
  readonly problem?: Problem
}

/** One script of ours and no other: neither inline, nor from elsewhere. */
const policy = [
  'default-src \'none\'', 'style-src \'self\'', 'script-src \'self\'', 'connect-src \'self\'', 'img-src \'self\'', 'form-action \'self\'',
  'base-uri \'none\'', 'object-src \'none\'', 'frame-ancestors \'none\'',
].join('; ')

async function page(bench: Bench, request: Request, { notebook, decoded, problem }: Shown): Promise<Response> {
  const { world, pages } = bench
  const html = await labPage({
    language: languageOf(bench, request), theme: bench.preferences(request).theme, base: world.base, pages, now: world.clock(),
    notebook, decoded: decoded ?? null, problem: problem?.code ?? null, otherSite: otherSiteFor(world, notebook),
  })
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
  return new Response(html, { status: problem === undefined ? 200 : statusOf(problem), headers })
}

/** Only for who has logged in here: before that a browser has no cookie that it could keep back. */
function otherSiteFor({ origin, base }: LabWorld, notebook: Notebook | null): string | null {
  const other = otherOrigin(origin)
  return other === null || notebook?.lanes.has('cookie') !== true ? null : `${other}${base}/other-site?code=${notebook.code}`
}

function refused(bench: Bench, request: Request, problem: Problem): Promise<Response> | Response {
  const isForPeople = request.headers.get('accept')?.includes('text/html') ?? false
  return isForPeople ? page(bench, request, { notebook: bench.notebooks.of(request.headers.get('cookie')), problem }) : problemResponse(problem)
}

function asset({ world }: Bench, request: Request): Promise<Response> {
  const file = files.get(new URL(request.url).pathname.slice(`${world.base}/assets/`.length))
  if (file === undefined) return Promise.resolve(problemResponse({ code: 'not_found' }))
  return Promise.resolve(new Response(file.body, { headers: { 'content-type': file.type, 'cache-control': 'public, max-age=3600' } }))
}
