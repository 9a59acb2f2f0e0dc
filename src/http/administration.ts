/**
 * What the routes of the administration share. Whoever may `latchkey:admin` reads; only a whole login changes something, and
 * what cannot be taken back only one that proved its password a moment ago. Programs get JSON, people pages and forms.
 */
import type { AdminNotice, AdminView, AdminViews } from '../contracts.ts'
import { administer, type Administered, type Administration, isAdministrator } from '../accounts/administer.ts'
import { mostRoles } from '../accounts/roles.ts'
import type { Held } from '../core/session/renew.ts'
import { actorOf, bearerOf } from './actor.ts'
import { noContent, seeOther } from './answer.ts'
import type { Schemas } from './body.ts'
import { type Call, isForPeople } from './call.ts'
import { readInput, refuse, refuseStranger, tell, turnAway, type Input } from './forms.ts'
import { failurePage, page, problemView, toLogin, viewerOf } from './pages.ts'
import { problemResponse, type Problem } from './problem.ts'
import type { FormMembers } from './schemas.ts'

const scope = 'latchkey:admin'
/** Whoever finds a browser left open gives no roles and no account back, drops no key, disables and deletes nobody. */
const recent = 300

/** The page for a person, the JSON for a program; either only for who administers. */
export interface Shown {
  readonly json: () => Response | Promise<Response>
  readonly page: (held: Held) => Response | Promise<Response>
}

export async function showTo(call: Call, shown: Shown): Promise<Response> {
  if (!isForPeople(call)) {
    const asker = await bearerOf(call, { scope })
    return asker.ok ? shown.json() : refuse(call, asker.problem)
  }
  return showPage(call, shown.page)
}

export async function showPage(call: Call, shown: Shown['page']): Promise<Response> {
  const held = await viewerOf(call)
  if (held === null) return toLogin(call)
  return isAdministrator(call.http.core, held.user) ? shown(held) : failurePage(call, { code: 'forbidden' })
}

/** Rows that a request describes: shown either way, or told why they cannot be looked for. */
export interface Listed<Found> {
  readonly find: () => Promise<Found | Problem>
  readonly json: (found: Found) => Response
  readonly page: (held: Held, found: Found) => Response | Promise<Response>
}

export function showFound<Found extends object>(call: Call, { find, json, page: filled }: Listed<Found>): Promise<Response> {
  return showTo(call, {
    async json() {
      const found = await find()
      return 'code' in found ? refuse(call, found) : json(found)
    },
    async page(held) {
      const found = await find()
      return 'code' in found ? tell(call, found) : filled(held, found)
    },
  })
}

interface Filling<Name extends keyof AdminViews> {
  readonly held: Held
  readonly view: AdminViews[Name]
  readonly problem?: Problem | undefined
}

const notices: readonly AdminNotice[] = [
  'confirmed', 'user_created', 'user_disabled', 'user_enabled', 'user_unlocked', 'user_deleted', 'roles_changed', 'password_reset',
  'session_ended', 'sessions_ended', 'key_rotated', 'key_dropped',
]

/** An application with pages of its own need not have these: 406, unless the page was to tell of a problem. */
export async function adminPage<Name extends keyof AdminViews>(call: Call, name: Name, { held, view, problem }: Filling<Name>): Promise<Response> {
  const template = call.http.pages?.admin?.[name]
  if (template === undefined) return problemResponse(problem ?? { code: 'not_acceptable' }, call.view.requestId)
  const notice = problem === undefined ? notices.find((one) => one === call.url.searchParams.get('notice')) ?? null : null
  const filled = { ...view, notice, problem: problemView(problem) }
  return page(call, { view: filled, held, problem }, (_pages, all) => (
    template(all as unknown as AdminView<Name>) // the frame, and what the page of this name shows
  ))
}

/** Something that is to be done. */
export interface Asked<T> {
  readonly schema: Schemas<T>
  /** After `admin/`. */
  readonly action: string
  /** Needs a proof of the password within five minutes. */
  readonly isGrave?: boolean
  /** The page that leads to it, under the base path. */
  readonly page: string
}

export interface Doing<T> {
  readonly held: Held
  readonly input: Input<T> & { readonly ok: true }
  /** What may be done to accounts, in the name of who asks. */
  readonly acts: Administration
}

/** Who asks, and for what; or the response that says why not. */
export async function readDoing<T extends FormMembers>(call: Call, asked: Asked<T>): Promise<Doing<T> | Response> {
  const actor = await actorOf(call, { scope })
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const form = { action: `admin/${asked.action}`, sessionDigest: held.acting.secret?.digest ?? null } as const
  const input = await readInput(call, asked.schema, form)
  if (!input.ok) return input.isForm ? failurePage(call, input.problem) : refuse(call, input.problem)
  const { http: { accounts, base, core }, from } = call
  if (asked.isGrave === true && core.clock() - held.acting.principal.authTime > recent) {
    return input.isForm ? confirmFirst(base + asked.page, base) : refuse(call, { code: 'reauthentication_required' })
  }
  return { held, input, acts: administer(accounts, { actor: held.user.id, from }) }
}

/** By way of the password, and back to the page, on which it is said that it has to be done again. */
function confirmFirst(back: string, base: string): Response {
  return seeOther(`${base}/reauthenticate?return_to=${encodeURIComponent(`${back}?notice=confirmed`)}`)
}

/** A page that asks once more; of what needs a recent proof, only after it was given. */
export async function askAgain(call: Call, path: string, shown: Shown['page']): Promise<Response> {
  return showPage(call, (held) => {
    const { core, base } = call.http
    const isOld = core.clock() - held.acting.principal.authTime > recent
    return isOld ? seeOther(`${base}/reauthenticate?return_to=${encodeURIComponent(base + path + call.url.search)}`) : shown(held)
  })
}

const tooManyRoles: Problem = { code: 'malformed_request', detail: `Nobody has more than ${mostRoles} roles.` }

/** After what was done: a program gets 204, a person the page with a word about it. */
export function done(call: Call, outcome: Administered, next: { page: string, notice: AdminNotice, isForm: boolean }): Response | Promise<Response> {
  if (!outcome.ok) return turnAway(call, outcome.code === 'malformed_request' ? tooManyRoles : { code: outcome.code })
  return next.isForm ? seeOther(`${call.http.base}${next.page}?notice=${next.notice}`) : noContent()
}
