/** What every adapter does alike: asks the instance, and hands on what it answers. Nothing is decided here. */
import type {
  Authenticated, AuthenticateOptions, Authentication, Authenticator, Principal, RequestView,
} from '../contracts.ts'

/**
 * Default deny: every route asks for a user, but for those that are named. A list names paths as they are sent, whole: what
 * differs by a letter, a slash or an escape is closed. A function is not asked about a path that may be read as another one.
 */
export interface Closed extends AuthenticateOptions {
  readonly except: readonly string[] | ((path: string) => boolean)
}

export function isClosed(closed: Closed | undefined, path: string): closed is Closed {
  if (closed === undefined) return false
  return !(typeof closed.except === 'function' ? !isAmbiguous(path) && closed.except(path) : closed.except.includes(path))
}

/**
 * `/public/../orders` begins with `/public/` and is `/orders` to who resolves it: a router, or a server of files. So are empty
 * segments, backslashes and NULs, written plainly, escaped, or escaped twice.
 */
function isAmbiguous(path: string): boolean {
  const decoded = decode(path)
  return decoded === null || /\/\/|\\|\0|(?:^|\/)\.\.?(?:\/|$)|%(?:2e|2f|5c|00)/i.test(decoded)
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/** The outcome; for a fault, its response. A `Response` is sent as it is. */
export async function ask(
  auth: Authenticator, request: Request | RequestView, options?: AuthenticateOptions,
): Promise<Authentication | Response> {
  try {
    return await auth.authenticate(request, options)
  } catch (error) {
    return auth.failure(error, request instanceof Request ? {} : request)
  }
}

/** Who asks, or the response that turns the request away. */
export async function admit(
  auth: Authenticator, request: Request | RequestView, options?: AuthenticateOptions,
): Promise<Authenticated | Response> {
  const outcome = await ask(auth, request, options)
  if (outcome instanceof Response || outcome.status === 'authenticated') return outcome
  return auth.challenge(outcome) ?? new Response(null, { status: 401 })
}

/** What an answer must carry: of who is authenticated, or of a session whose data was written. */
export type Carried = Pick<Authenticated, 'cookies' | 'headers'>

/** Most answers carry nothing, and then nobody looks at what is there: in some frameworks that alone makes half of an answer. */
export function isBare({ cookies, headers }: Carried): boolean {
  return headers === undefined && (cookies === undefined || cookies.length === 0)
}

/** The cookies that an answer does not have yet: a guard and a session may both bring the same one. */
export function missingCookies({ cookies = [] }: Carried, there: readonly string[]): readonly string[] {
  const pairOf = (line: string) => line.split(';', 1).join('')
  const pairs = new Set(there.map(pairOf))
  return cookies.filter((cookie) => !pairs.has(pairOf(cookie)))
}

/** A symbol of ours on the request itself: no body, query or header of a stranger can write there, and no type is patched. */
const held = Symbol('latchkey')

/** What nobody but `hold` writes. */
interface Holding { [held]?: Authentication }

export function hold(request: object, outcome: Authentication): void {
  (request as Holding)[held] = outcome
}

/** What a guard of this request found. Throws where there was none: a route without a guard has no user. */
export function authenticationOf(request: object): Authentication {
  const outcome = (request as Holding)[held]
  if (outcome === undefined) throw new TypeError('no guard ran for this request; put authenticate or requireUser before this route')
  return outcome
}

/** Who asks. Throws where the request is not authenticated: only routes behind a guard may ask. */
export function principalOf(request: object): Principal {
  const outcome = authenticationOf(request)
  if (outcome.status !== 'authenticated') throw new TypeError(`this request is ${outcome.status}; put requireUser before this route`)
  return outcome.principal
}
