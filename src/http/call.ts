/**
 * The HTTP contract: Request in, Response out. It translates names and decides statuses; core and accounts decide
 * everything else. This file is what its functions share.
 */
import type { Pages, RequestContext, RequestView } from '../contracts.ts'
import type { VisitCounter } from '../cookies/visitor.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { AllowedOrigin } from './allowed-origins.ts'
import type { ChoiceRules } from './choice-rules.ts'
import type { Core } from '../core/core.ts'
import type { Description } from './openapi/description.ts'
import { originOf, type Origin } from '../core/audit/events.ts'
import { viewOf } from '../core/request-view.ts'

export interface Http {
  readonly core: Core
  readonly accounts: Accounts
  /** The path under which the routes live: `/auth`. */
  readonly base: string
  /** The members of session data that a client may read and write. */
  readonly clientKeys: readonly string[]
  /** Whose pages may read the answers. */
  readonly allowedOrigins: readonly AllowedOrigin[]
  /** Other hosts behind forward-auth. */
  readonly guardedOrigins: readonly string[]
  readonly choices: ChoiceRules
  /** Where visits go; null: none is counted, and no visitor gets an id. */
  readonly visits: VisitCounter | null
  /** A status list by its number; null: there are none. */
  readonly statusList: ((n: number) => Promise<string>) | null
  readonly feeds: Feeds
  /** What the routes answer (OpenAPI 3.1), made at the first use. */
  readonly description: () => Promise<Description>
  /** Null: HTML is 406. */
  readonly pages: Pages | null
  /** Told of every fault that became a 5xx; never of a refusal. */
  readonly report: (error: unknown, view: RequestView) => void
}

/** Streams of the revocation log. */
export interface Feeds {
  /** How many there are. */
  open: number
  /** When the instance closes, they end. */
  readonly ending: AbortSignal
}

/** One request on its way through a route. */
export interface Call {
  readonly http: Http
  readonly request: Request
  readonly view: RequestView
  readonly url: URL
  readonly from: Origin
  /** False from the moment on which streams are to end, since the process is. */
  readonly isStaying: () => boolean
  /** `Set-Cookie` lines that go with whatever is answered: a visitor's first session, a login that moves on if it still may. */
  readonly cookies: (string | (() => readonly string[]))[]
}

/** A browser that opens an address, rather than a program that asks. */
export function isForPeople({ view }: Call): boolean {
  return view.header('accept')?.includes('text/html') ?? false
}

function always(): boolean {
  return true
}

export function callOf(http: Http, request: Request, context: RequestContext): Call {
  const url = new URL(request.url)
  const guarded = http.guardedOrigins.find((origin) => new URL(origin).host === url.host)
  const view = { ...viewOf(request, context), ...(guarded !== undefined && { origin: guarded }) }
  return { http, request, view, url, from: originOf(view), cookies: [], isStaying: context.isStaying ?? always }
}
