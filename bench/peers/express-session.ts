/** express-session with its own store in memory: the middleware as a request meets it, without a request. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import session from 'express-session'

export async function expressSession(): Promise<{ find(): Promise<unknown> }> {
  const middleware = session({ secret: 'a secret for a benchmark', resave: false, saveUninitialized: false })
  const pass = (cookie: string | undefined, act: (request: IncomingMessage & { session?: { user?: string } }) => void) =>
    new Promise<ServerResponse>((resolve, reject) => {
      const request: IncomingMessage & { session?: { user?: string } } = new IncomingMessage(new Socket())
      Object.assign(request, { method: 'GET', url: '/', originalUrl: '/' })
      if (cookie !== undefined) request.headers.cookie = cookie
      const response = new ServerResponse(request)
      middleware(request, response, (error) => {
        if (error !== undefined) return reject(error instanceof Error ? error : new Error('express-session failed'))
        act(request)
        response.writeHead(204)
        resolve(response)
        if (cookie === undefined) response.end()
      })
    })
  const made = await pass(undefined, (request) => { if (request.session) request.session.user = 'ada' })
  const [line = ''] = [made.getHeader('set-cookie')].flat()
  const cookie = String(line).split(';')[0]
  return {
    find: () => pass(cookie, (request) => { if (request.session?.user !== 'ada') throw new Error('express-session found no session') }),
  }
}
