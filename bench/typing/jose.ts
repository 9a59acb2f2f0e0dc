/** The same, with jose: it proves a JWT, and knows of no login. */
import { createServer } from 'node:http'
import { jwtVerify } from 'jose'

const key = new TextEncoder().encode('a secret of as many characters as are asked for')

createServer(async (incoming, outgoing) => {
  const { payload } = await jwtVerify(incoming.headers.authorization?.slice(7) ?? '', key)
  outgoing.writeHead(200).end(`hello ${payload.sub}`)
}).listen(3000)
