import { describe, expect, it } from 'vitest'
import { createClient, type ClientOptions } from '../../src/client.ts'

/** Where a client sends its first request. */
async function addressed(baseUrl: string): Promise<string> {
  let address = ''
  const client = createClient({
    baseUrl,
    fetch: (request) => {
      address = typeof request === 'string' ? request : request.url
      return Promise.resolve(new Response(null, { status: 401 }))
    },
  })
  await client.me()
  return address
}

describe('the options of a client', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com/auth/me'],
    ['https://app.example.com/', 'https://app.example.com/auth/me'],
    ['https://app.example.com/auth', 'https://app.example.com/auth/me'],
    ['https://app.example.com/api/login/', 'https://app.example.com/api/login/me'],
  ])('take %s for where the routes stand', async (baseUrl, address) => expect(await addressed(baseUrl)).toBe(address))

  it.each([
    ['carrier is "key"', { carrier: 'key' }],
    ['storage is "indexedDB"', { storage: 'indexedDB' }],
    ['storage is for jwt and token', { carrier: 'cookie', storage: 'memory' }],
    ['storage is "sessionStorage", which is not here', { carrier: 'jwt', storage: 'sessionStorage' }],
    ['baseUrl: "/auth" is not an absolute URL', { baseUrl: '/auth' }],
    ['origins: "api.example.com" is not an absolute URL', { origins: ['api.example.com'] }],
  ])('that are wrong are told: %s', (told, wrong) => {
    const options = { baseUrl: 'https://app.example.com', carrier: 'jwt', ...wrong } as ClientOptions // wrong on purpose
    expect(() => createClient(options)).toThrow(told)
    expect(() => createClient(options)).toThrow(TypeError)
  })
})
