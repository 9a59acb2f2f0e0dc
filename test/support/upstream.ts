/** A plain upstream that knows nothing of logins and remembers what it was sent, and a way to it through a proxy. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'

/** What the upstream saw. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names and values in turn, as they were written. */
  readonly raw: readonly string[]
  readonly body: string
}

export interface Upstream {
  readonly port: number
  /** Every request that came to it, as it was written. */
  readonly seen: Seen[]
  close(): void
}

export async function openUpstream(): Promise<Upstream> {
  const seen: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const headers = incoming.headers as Seen['headers'] // Set-Cookie alone is a list, and no request has it
      seen.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers, raw: incoming.rawHeaders, body: await text(incoming) })
      outgoing.setHeader('set-cookie', 'theme=dark')
      outgoing.end('the upstream\'s answer')
    })()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server that listens
  return { port, seen, close: () => { server.closeAllConnections(); server.close() } }
}

/** To the proxy, whatever host the address names; its certificate is one of this test. */
export function through(port: () => number) {
  return async (request: Request): Promise<Response> => {
    const { hostname, pathname, search } = new URL(request.url)
    const sent = httpsRequest({
      host: '127.0.0.1', port: port(), servername: hostname, rejectUnauthorized: false, agent: false, method: request.method, path: pathname + search,
      headers: { ...Object.fromEntries(request.headers), host: hostname },
    })
    const body = Buffer.from(await request.arrayBuffer())
    if (body.length > 0) sent.setHeader('content-length', body.length)
    sent.end(body)
    const [incoming] = await once(sent, 'response') as [IncomingMessage]
    const headers = new Headers()
    for (const [name, values] of Object.entries(incoming.headersDistinct)) for (const value of values ?? []) headers.append(name, value)
    const content = await buffer(incoming)
    const status = incoming.statusCode ?? 0
    return new Response(status === 204 || status === 304 || request.method === 'HEAD' ? null : new Uint8Array(content), { status, headers })
  }
}
