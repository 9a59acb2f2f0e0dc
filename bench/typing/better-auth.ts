/** The same, with better-auth. */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { toNodeHandler } from 'better-auth/node'

const auth = betterAuth({ database: new DatabaseSync(':memory:'), emailAndPassword: { enabled: true } })
const routes = toNodeHandler(auth)

createServer(async (incoming, outgoing) => {
  if (incoming.url?.startsWith('/api/auth') === true) return routes(incoming, outgoing)
  const found = await auth.api.getSession({ headers: new Headers({ cookie: incoming.headers.cookie ?? '' }) })
  outgoing.writeHead(found === null ? 401 : 200).end(`hello ${found?.user.name}`)
}).listen(3000)
