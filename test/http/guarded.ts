/** Several hosts behind forward-auth, a proxy that asks about them, and a browser that goes from one to another. */
import type { Instance } from '../support/instance.ts'
import { origin, password } from '../support/instance.ts'
import { formTo } from './browser.ts'

export const wiki = 'https://wiki.example.com'
export const shop = 'https://shop.example.com'
export const guardedOrigins = [wiki, shop]

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly code: string | null
}

/** What a client sent and a proxy holds back: `POST /orders?x=1`. */
export interface Held {
  readonly at?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Of the question itself: `?mode=nginx`. */
  readonly asked?: string
  readonly isFromProxy?: boolean
}

/** What the proxy is told of a request. */
export async function ask({ auth }: Instance, line: string, { at = origin, headers = {}, asked = '', isFromProxy = true }: Held = {}): Promise<Told> {
  const [method = '', target = ''] = line.split(' ')
  const { protocol, host } = new URL(at)
  const forwarded = {
    'x-forwarded-method': method, 'x-forwarded-uri': target, 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host,
  }
  const request = new Request(`${at}/auth/forward${asked}`, { headers: { ...forwarded, ...headers } })
  return told(await auth.handler(request, { address: '198.51.100.7', requestId: 'test', isFromProxy }))
}

async function told(response: Response): Promise<Told> {
  const text = await response.text()
  const isProblem = response.headers.get('content-type') === 'application/problem+json' && text !== ''
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : null // the contract tests hold the shape
  return { status: response.status, headers: response.headers, text, code }
}

export interface Browser {
  /** One request, by its whole address; no redirect is followed. */
  send(method: string, address: string, more?: { form?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>> }): Promise<Told>
  /** Opens an address and goes where it leads, until the answer is none of Latchkey's redirects or leads to a path of an upstream. */
  open(address: string): Promise<{ readonly address: string, readonly told: Told | null }>
  logIn(address: string): Promise<Told>
  /** The Cookie header that it would send there. */
  cookie(at: string): string
  readonly jars: Map<string, Map<string, string>>
}

export function openBrowser({ auth }: Instance): Browser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (at: string) => {
    const jar = jars.get(at) ?? new Map<string, string>()
    jars.set(at, jar)
    return jar
  }
  const cookie = (at: string) => [...jarOf(at)].map((pair) => pair.join('=')).join('; ')

  const browser: Browser = {
    jars, cookie,
    async send(method, address, { form, headers = {} } = {}) {
      const at = new URL(address).origin
      const body = form === undefined ? {} : { body: new URLSearchParams(form).toString() }
      const all = new Headers({ accept: 'text/html', 'sec-fetch-site': 'same-origin', cookie: cookie(at), ...headers })
      if (form !== undefined) all.set('content-type', 'application/x-www-form-urlencoded')
      const response = await auth.handler(new Request(address, { method, headers: all, ...body }), { address: '198.51.100.7' })
      for (const line of response.headers.getSetCookie()) keep(jarOf(at), line)
      return told(response)
    },
    async open(first) {
      let address = first
      for (let hop = 0; hop < 8; hop++) {
        if (!new URL(address).pathname.startsWith('/auth/')) return { address, told: null }
        const answer = await browser.send('GET', address)
        const location = answer.headers.get('location')
        if (location === null) return { address, told: answer }
        address = new URL(location, address).href
      }
      throw new Error(`it goes round in circles at ${address}`)
    },
    async logIn(address) {
      const form = formTo(await browser.send('GET', address), '/auth/login')
      return browser.send('POST', `${origin}/auth/login`, { form: { ...form, username: 'mira', password } })
    },
  }
  return browser
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  if (attributes.includes('Max-Age=0')) jar.delete(name)
  else jar.set(name, pair.slice(name.length + 1))
}

/** A browser that is logged in on the instance's own origin and has entered this host. */
export async function enteredBrowser(instance: Instance, at = wiki): Promise<Browser> {
  const browser = openBrowser(instance)
  await browser.logIn(`${origin}/auth/login`)
  const { address } = await browser.open(`${at}/auth/enter?return_to=%2Fpage`)
  if (address !== `${at}/page`) throw new Error(`it did not get in, and stands at ${address}`)
  return browser
}
