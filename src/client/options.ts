/** What a client is told, what it is by default, and what is wrong with it. */
import type { CarrierName } from './words.ts'

/**
 * Where the refresh token is kept: `cookie` is out of reach of scripts. In the others every script of the page reads it, and
 * docs/where-to-keep-it.md says when that can be borne.
 */
export type StorageName = 'cookie' | 'memory' | 'sessionStorage' | 'localStorage'

export type Fetch = (request: string | Request, init: RequestInit) => Promise<Response>

/** Settings of a client. A wrong one is a `TypeError` at once. */
export interface ClientOptions {
  /** `cookie` by default. */
  readonly carrier?: CarrierName
  /** For `jwt` and `token`; in browsers `cookie` by default, elsewhere `memory`. */
  readonly storage?: StorageName
  /** Where the routes stand: `/auth` of the page's own origin by default. An origin alone means its `/auth`. */
  readonly baseUrl?: string
  /** Other origins whose requests get the credential too: `https://api.example.com`. None by default. */
  readonly origins?: readonly string[]
  /** The global one by default. */
  readonly fetch?: Fetch
  /** Seconds since 1970, with fractions; the system's clock by default. */
  readonly clock?: () => number
}

/** What there is of a browser, of which a program has less. */
interface Surroundings {
  readonly document?: unknown
  readonly WorkerGlobalScope?: unknown
  readonly location?: { readonly href: string }
  readonly sessionStorage?: Shelf
  readonly localStorage?: Shelf
}

export interface Shelf {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

export interface Settings {
  readonly carrier: CarrierName
  readonly storage: StorageName
  /** Without a slash at its end. */
  readonly base: string
  readonly origin: string
  readonly origins: ReadonlySet<string>
  readonly fetch: Fetch
  readonly clock: () => number
  /** The address that others are relative to. */
  readonly page: string
  readonly shelf: Shelf | null
  /** Other pages hold the same login: what keeps it is theirs as well. */
  readonly isShared: boolean
}

const carriers = ['cookie', 'jwt', 'token']
const storages = ['cookie', 'memory', 'sessionStorage', 'localStorage']

/** Throws a `TypeError` that names the option which is wrong. */
export function settle(options: ClientOptions): Settings {
  const around = globalThis as Surroundings // each member may be missing
  const isBrowser = Boolean(around.document ?? around.WorkerGlobalScope)
  const { carrier = 'cookie', storage = isBrowser || carrier === 'cookie' ? 'cookie' : 'memory', baseUrl = '/auth' } = options
  oneOf('carrier', carrier, carriers)
  oneOf('storage', storage, storages)
  if (carrier === 'cookie' && options.storage) throw new TypeError('storage is for jwt and token')
  const page = around.location?.href
  const url = urlOf('baseUrl', baseUrl, page)
  const path = url.pathname.replace(/\/$/, '') || '/auth'
  const named = (options.origins ?? []).map((origin) => urlOf('origins', origin).origin)
  return {
    carrier, storage, base: url.origin + path, origin: url.origin, origins: new Set([url.origin, ...named]),
    // Browsers' own insists on being called as a function of the window.
    fetch: options.fetch ?? ((request, init) => fetch(request, init)),
    clock: options.clock ?? (() => Date.now() / 1000),
    page: page ?? `${url.origin}/`,
    shelf: storage === 'sessionStorage' || storage === 'localStorage' ? shelfNamed(around, storage) : null,
    isShared: isBrowser && storage !== 'memory',
  }
}

function oneOf(name: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw new TypeError(`${name} is "${value}"; expected one of ${values.join(', ')}`)
}

function urlOf(name: string, text: string, page?: string): URL {
  try {
    return new URL(text, page)
  } catch (cause) {
    throw new TypeError(`${name}: "${text}" is not an absolute URL`, { cause })
  }
}

/** A browser that keeps no data of the site throws at the first look. */
function shelfNamed(around: Surroundings, name: 'sessionStorage' | 'localStorage'): Shelf {
  try {
    const shelf = around[name]
    if (shelf) return shelf
  } catch {
    // Told as one that is not there.
  }
  throw new TypeError(`storage is "${name}", which is not here`)
}
