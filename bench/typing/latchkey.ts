/** The same, with a login. */
import { createServer } from 'node:http'
import { createAuth } from '../../dist/index.js'
import { latchkeyListener, requireUser } from '../../dist/adapters/node.js'
import { memoryStore } from '../../dist/stores/memory.js'

const auth = createAuth({ origin: 'http://localhost:3000', secret: 'a secret of as many characters as are asked for', store: memoryStore() })

createServer(latchkeyListener(auth, async (incoming, outgoing) => {
  const user = await requireUser(auth, { incoming, outgoing })
  if (user !== null) outgoing.writeHead(200).end(`hello ${user.subject}`)
})).listen(3000)
