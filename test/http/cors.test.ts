import { describe, expect, it } from 'vitest'
import { createClient, logIn, signUp } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'

const spa = 'https://spa.example.com'
const sister = 'http://localhost:4000'

async function stage() {
  const { auth } = await startInstance({ allowedOrigins: [spa, `${sister}+cookies`] })
  await signUp(auth)
  return { auth, client: createClient(auth) }
}

const cors = (headers: Headers) => ['allow-origin', 'allow-credentials', 'allow-methods', 'allow-headers', 'expose-headers']
  .map((name) => headers.get(`access-control-${name}`))

describe('E-09: another origin', () => {
  it.each([
    'https://evil.example', 'https://spa.example.com.evil.example', 'https://evil-spa.example.com', 'http://spa.example.com',
    'https://spa.example.com:8443', 'https://SPA.example.com', 'null', '*', '',
  ])('%j reads nothing, and its preflight is refused', async (origin) => {
    const { client } = await stage()
    const headers = { origin, 'access-control-request-method': 'POST' }
    const asked = await client.send('OPTIONS', '/auth/login', { headers })
    expect([asked.status, ...cors(asked.headers)]).toEqual([405, null, null, null, null, null])
    const answer = await client.send('GET', '/auth/me', { headers: { origin } })
    expect(cors(answer.headers)).toEqual([null, null, null, null, null])
    expect(answer.headers.get('vary')).toBe('Origin')
  })

  it('that is allowed may ask, and logs in by JWT without cookies', async () => {
    const { client } = await stage()
    const asked = await client.send('OPTIONS', '/auth/login', { headers: { origin: spa, 'access-control-request-method': 'POST' } })
    expect(asked.status).toBe(204)
    expect(cors(asked.headers)).toEqual([
      spa, null, 'GET, HEAD, POST, PUT, PATCH, DELETE', 'authorization, content-type, if-match, x-auth-token',
      'retry-after, www-authenticate, etag, date',
    ])
    const login = await client.send('POST', '/auth/login', {
      json: { username: 'mira', password, carrier: 'jwt' }, headers: { origin: spa, 'sec-fetch-site': 'cross-site' },
    })
    expect([login.status, login.headers.get('access-control-allow-origin')]).toEqual([200, spa])
    expect(login.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('of the same site brings cookies where it is listed so', async () => {
    const { auth, client } = await stage()
    const { shown } = await logIn(auth, 'cookie')
    const headers = { ...shown, origin: sister, 'sec-fetch-site': 'same-site' }
    const answer = await client.send('DELETE', '/auth/sessions', { headers })
    expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-credentials')])
      .toEqual([204, sister, 'true'])
  })

  it('is refused at the start where it is none', async () => {
    for (const wrong of ['*', 'null', 'https://spa.example.com/', 'spa.example.com', '+cookies']) {
      await expect(startInstance({ allowedOrigins: [wrong] })).rejects.toThrow('allowedOrigins')
    }
  })

  it('is none by default: no header of CORS is sent, not even Vary', async () => {
    const { auth } = await startInstance()
    const answer = await createClient(auth).send('GET', '/auth/me', { headers: { origin: spa } })
    expect([...cors(answer.headers), answer.headers.get('vary')]).toEqual([null, null, null, null, null, null])
  })
})
