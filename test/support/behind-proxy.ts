/** Several hosts behind a real proxy of ours, as docs/proxies has them: the login, two upstreams' names, and one upstream that remembers. */
import { password, secret } from './instance.ts'
import type { ProxyProgram, ProxyServer } from './proxies.ts'
import { startServer } from './server.ts'
import { openUpstream, through, type Upstream } from './upstream.ts'

export const login = 'https://login.example.com'
export const wiki = 'https://wiki.example.com'
export const shop = 'https://shop.example.com'

export interface BehindProxy {
  readonly upstream: Upstream
  readonly proxy: ProxyServer
  /** To the proxy, whatever host an address names. */
  readonly fetch: (request: Request) => Promise<Response>
  stop(): Promise<void>
}

/** There is a user who is named mira. */
export async function startBehind(program: ProxyProgram): Promise<BehindProxy> {
  const upstream = await openUpstream()
  const server = await startServer({
    settings: {
      LATCHKEY_ORIGIN: login, LATCHKEY_GUARDED_ORIGINS: `${wiki},${shop}`, LATCHKEY_TRUSTED_PROXIES: '127.0.0.1', LATCHKEY_SECRET: secret, LATCHKEY_DATABASE_URL: 'memory:',
    },
  })
  const proxy = await program.start('several-hosts', { latchkey: server.port, upstream: upstream.port })
  const fetch = through(() => proxy.port)
  await fetch(new Request(`${login}/auth/signup`, { method: 'POST', body: JSON.stringify({ username: 'mira', password }), headers: { 'content-type': 'application/json' } }))
  return {
    upstream, proxy, fetch,
    async stop() {
      await proxy.stop()
      await server.stop()
      upstream.close()
    },
  }
}
