/** A way to a server that can go bad: connections through it that are cut, or on which nothing comes through any more. */
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export interface BadNetwork {
  readonly port: number
  /** From now on the connections that are there carry nothing, and neither side is told. New ones are good. */
  swallow(): void
  /** Ends the connections that are there, as a router does that has forgotten them. */
  reset(): void
  close(): Promise<void>
}

export async function badNetwork(to: number): Promise<BadNetwork> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((inside) => {
    const outside = connect(to, '127.0.0.1')
    const pair = [inside, outside] as const
    pairs.add(pair)
    for (const [from, other] of [[inside, outside], [outside, inside]] as const) {
      from.pipe(other)
      from.on('error', () => other.destroy()).on('close', () => pairs.delete(pair))
    }
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  const each = (act: (socket: Socket) => void): void => { for (const pair of pairs) pair.forEach(act) }

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    swallow: () => each((socket) => socket.unpipe().pause()),
    reset: () => each((socket) => socket.resetAndDestroy()),
    close() {
      each((socket) => socket.destroy())
      return new Promise((resolve) => { server.close(() => resolve()) })
    },
  }
}
