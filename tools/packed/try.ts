/** What a new user tries first, over HTTP: sign-up, a login by each carrier, a guarded route with and without, a logout. */
import type { Started } from './shell.ts'

const person = { username: 'mira', password: 'harbour quilt seven' }

/** Then the server is stopped. */
export async function tryAt(server: Started, guarded: string): Promise<string> {
  try {
    return await tryLogins(server.url, guarded)
  } finally {
    await server.stop()
  }
}

/** Throws at the first thing that is not as it should be. */
async function tryLogins(url: string, guarded: string): Promise<string> {
  await expectStatus(url + guarded, {}, 401)
  await expectStatus(`${url}/auth/signup`, posted(person), 201)
  for (const carrier of ['cookie', 'jwt', 'token']) {
    const shown = await logIn(url, carrier)
    await expectStatus(url + guarded, { headers: shown }, 200)
    await expectStatus(`${url}/auth/logout`, { method: 'POST', headers: { ...shown, origin: url } }, 204)
    await expectStatus(url + guarded, { headers: shown }, 401)
  }
  return 'sign-up, three carriers, guarded route, logout'
}

async function logIn(url: string, carrier: string): Promise<Record<string, string>> {
  const response = await expectStatus(`${url}/auth/login`, posted({ ...person, carrier }), 200)
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith('__Host-latchkey='))?.split(';')[0]
  const { access_token: token = '' } = await response.json() as { access_token?: string } // the answer of a login
  if (carrier === 'cookie') return { cookie: cookie ?? '' }
  return carrier === 'jwt' ? { authorization: `Bearer ${token}` } : { 'x-auth-token': token }
}

function posted(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function expectStatus(url: string, request: RequestInit, status: number): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', ...request })
  if (response.status !== status) throw new Error(`${request.method ?? 'GET'} ${url} answers ${response.status} and not ${status}: ${(await response.text()).slice(0, 300)}`)
  return response
}
