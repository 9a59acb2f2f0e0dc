/** A browser that goes from one host to another, with a jar for each, and posts the login form where it is led to it. */
import { password } from '../support/instance.ts'
import { formTo } from './browser.ts'

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly code: string | null
}

export async function told(response: Response): Promise<Told> {
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
  logIn(address: string, more?: Readonly<Record<string, string>>): Promise<Told>
  /** The Cookie header that it would send there. */
  cookie(at: string): string
  readonly jars: Map<string, Map<string, string>>
}

/** `login`: the origin of the login page. `fetch`: what answers, a real proxy or an instance. */
export function browserOver(login: string, fetch: (request: Request) => Promise<Response>): Browser {
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
      const response = await fetch(new Request(address, { method, headers: all, ...body }))
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
    async logIn(address, more = {}) {
      const form = formTo(await browser.send('GET', address), '/auth/login')
      return browser.send('POST', `${login}/auth/login`, { form: { ...form, username: 'mira', password, ...more } })
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
