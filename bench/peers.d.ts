/** What the benchmark uses of peers that bring no types. */
declare module 'jsonwebtoken' {
  import type { KeyObject } from 'node:crypto'
  const jsonwebtoken: {
    sign(claims: object, key: KeyObject, options: { algorithm: string, noTimestamp?: boolean, allowInsecureKeySizes?: boolean }): string
    verify(token: string, key: KeyObject, options: { algorithms: readonly string[], issuer?: string, audience?: string }): unknown
  }
  export default jsonwebtoken
}

declare module 'express' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
  type Next = (error?: unknown) => void
  export type Handler = (request: IncomingMessage & { session?: { user?: string } }, response: ServerResponse, next: Next) => void
  /** On a route a request has the target as it was sent, too. */
  type OnRoute = (request: Parameters<Handler>[0] & { originalUrl: string }, response: ServerResponse, next: Next) => void
  export default function express(): RequestListener & {
    use(handler: Handler): void
    get(path: string, ...handlers: OnRoute[]): void
    disable(setting: string): void
  }
}

declare module 'express-session' {
  import type { Handler } from 'express'
  interface Options {
    secret: string
    resave: boolean
    saveUninitialized: boolean
  }
  function session(options: Options): Handler
  namespace session {
    class MemoryStore {
      set(id: string, session: object): void
    }
  }
  export default session
}
