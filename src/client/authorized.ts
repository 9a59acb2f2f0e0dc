/** A request with the credential, to the origins that get it: renewed before it is over, and once more where it was refused. */
import type { Access } from './holding.ts'
import type { Keeper } from './keeper.ts'
import type { Settings } from './options.ts'
import type { Wire } from './wire.ts'

export type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** `check`: asks whether the login of the cookie has ended, which a 401 of an application's own does not say. */
export function createAuthorizedFetch(
  settings: Settings, { wire, keeper, check }: { wire: Wire, keeper: Keeper, check: () => Promise<unknown> },
): AuthorizedFetch {
  return async (input, init = {}) => {
    const asked: Partial<Request> = input instanceof Request ? input : {}
    const url = new URL(input instanceof Request ? input.url : input, settings.page)
    const target = input instanceof Request ? input : url.href
    const headers = new Headers(init.headers ?? asked.headers)
    // One that the caller names stands for itself.
    if (!settings.origins.has(url.origin) || headers.has('authorization')) return wire.send(target, init)
    // What the caller chose; `same-origin` is what there is without a choice.
    const credentials = init.credentials ?? (asked.credentials === 'same-origin' ? undefined : asked.credentials)
    if (settings.carrier === 'cookie') {
      const answer = await wire.send(target, { ...init, credentials: credentials ?? 'include' })
      if (keeper.login() && await refusesLogin(answer)) await check()
      return answer
    }
    const bearing = (access: Access | null) => {
      if (access !== null) headers.set('authorization', `Bearer ${access.token}`)
      // A session cookie would be a second login: two are refused, and it alone is somebody else's.
      return wire.send(target, { ...init, headers, credentials: credentials ?? 'omit' })
    }
    // What is asked while one is logged in is not sent as whoever logs in meanwhile: as nobody it is refused.
    const access = await keeper.access({ session: keeper.login()?.session.id })
    const answer = await bearing(access)
    if (access === null || !await refusesLogin(answer)) return answer
    const renewed = await keeper.access({ failed: access.token, session: access.session })
    if (renewed === null || renewed.token === access.token || isUsedUp(asked, init)) return answer
    await answer.body?.cancel()
    return bearing(renewed)
  }
}

/** A wrong password is 401 too, and says nothing of the login; to ask again would count as a second guess. */
async function refusesLogin(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') !== true) return true
  const told: unknown = await answer.clone().json().catch(() => null)
  return (told as { code?: unknown } | null)?.code !== 'invalid_credentials' // of anything else there is no code
}

/** A stream is read once: it cannot be sent again. */
function isUsedUp({ bodyUsed }: Partial<Request>, { body }: RequestInit): boolean {
  const sent: object = Object(body) as object // of a text the object that it is not
  return bodyUsed === true || 'getReader' in sent || Symbol.asyncIterator in sent
}
