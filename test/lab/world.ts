/** A lab of its own for a test: a clock that the test moves, the real hasher, and no report that nobody looks at. */
import { afterEach } from 'vitest'
import { createPasswordHasher } from '../../src/crypto/password-hash.ts'
import type { LabWorld } from '../../src/lab/instance.ts'
import { createLab, type Lab } from '../../src/lab/lab.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'

export const origin = 'http://localhost:3000'
export const base = '/auth/lab'
export const now = 1_800_000_000

const faults: Error[] = []
afterEach(() => {
  const [first] = faults.splice(0)
  if (first !== undefined) throw first
})

export const world: LabWorld = { origin, base, clock: () => now, hasher: createPasswordHasher(), report: (error) => { faults.push(error instanceof Error ? error : new Error(String(error))) } }

/** A browser at a lab: it keeps its cookies, and says of itself what a browser says. */
export interface Visitor {
  readonly cookies: Map<string, string>
  get(path?: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** A form of the page. */
  post(path: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>
}

export function openLab(languages?: readonly string[]): Lab {
  return createLab({ origin, base: '/auth', clock: () => now, node: 'x', report: world.report, ...(languages !== undefined && { languages }) })
}

export function visitorAt(lab: Lab): Visitor {
  const cookies = new Map<string, string>()
  async function send(path: string, init: { method: string, headers: Record<string, string>, body?: string }): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }), ...init.headers }
    const response = await lab.handler(new Request(origin + base + path, { ...init, headers }))
    for (const line of response.headers.getSetCookie()) {
      const kept = parseSetCookie(line)
      if (kept?.maxAge === 0) cookies.delete(kept.name)
      else if (kept !== null) cookies.set(kept.name, kept.value)
    }
    return response
  }
  return {
    cookies,
    get: (path = '', headers = {}) => send(path, { method: 'GET', headers }),
    post: (path, fields = {}, headers = {}) => send(path, {
      method: 'POST', body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': origin, 'sec-fetch-site': 'same-origin', ...headers },
    }),
  }
}

/** The credential that the page shows in full in a lane, which is where each request carries it. */
export function credentialIn(page: string, lane: 'cookie' | 'jwt' | 'token'): string {
  const shape = { cookie: /lk_se_[\w-]{43}/, jwt: /eyJ[\w-]+\.[\w-]+\.[\w-]+/, token: /lk_at_[\w-]{100,}/ }[lane]
  return shape.exec(page)?.[0] ?? ''
}
