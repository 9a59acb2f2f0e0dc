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
  readonly choices: ChoiceRules
  /** Where visits go; null: none is counted, and no visitor gets an id. */
  readonly visits: VisitCounter | null
  /** Null: HTML is 406. */
  readonly pages: Pages | null
  /** Told of every fault that became a 5xx; never of a refusal. */
  readonly report: (error: unknown, view: RequestView) => void
}

/** One request on its way through a route. */
export interface Call {
  readonly http: Http
  readonly request: Request
  readonly view: RequestView
  readonly url: URL
  readonly from: Origin
  /** `Set-Cookie` lines that go with whatever is answered: a visitor's first session, a login that moves on if it still may. */
  readonly cookies: (string | (() => readonly string[]))[]
}

export function callOf(http: Http, request: Request, context: RequestContext): Call {
  const view = viewOf(request, context)
  return { http, request, view, url: new URL(request.url), from: originOf(view), cookies: [] }
}
