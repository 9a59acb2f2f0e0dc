/** A service in a process of its own, which only checks logins: it has the public keys of the notes, and no store and no secret. */
import { createServer } from 'node:http'
import { createVerifier } from 'latchkey/verify'

const port = Number(process.env['PORT'] ?? 4000)
const issuer = process.env['ISSUER'] ?? 'http://localhost:3000'
const keys = `${issuer}/.well-known/jwks.json` // read at the first token, and kept
const verifier = createVerifier({ issuer, audience: issuer, keys })

createServer(async (incoming, outgoing) => {
  const header = (name: string) => incoming.headersDistinct[name]?.join(', ')
  try {
    const outcome = await verifier.verify({ method: incoming.method ?? 'GET', path: incoming.url ?? '/', header })
    if (outcome.status === 'authenticated') {
      const { subject, expiresAt } = outcome.principal
      outgoing.setHeader('content-type', 'application/json').end(JSON.stringify({ subject, secondsLeft: expiresAt - Math.floor(Date.now() / 1000) }))
      return
    }
    const isTwice = outcome.status === 'refused' && outcome.reason === 'ambiguous_credentials'
    outgoing.writeHead(isTwice ? 400 : 401, { 'www-authenticate': 'Bearer' }).end()
  } catch {
    outgoing.writeHead(503, { 'retry-after': '5' }).end() // the keys are not to be had: whether a login is good cannot be known now
  }
}).listen(port, '127.0.0.1', () => { console.log(`Tokens of ${issuer} are checked at http://localhost:${port}`) })
