/**
 * Sends the same request over and over on connections that stay open, and reads no more of an answer than its end. It takes
 * less of the machine than what it measures, so that the server is what is busy.
 */
import { connect, type Socket } from 'node:net'
import type { Stack } from './stack.ts'

export interface Load {
  /** Requests that were answered well within so many milliseconds. */
  during(milliseconds: number): Promise<number>
  close(): void
}

export async function openLoad(port: number, headers: Stack['headers'], connections: number): Promise<Load> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = `GET / HTTP/1.1\r\n${lines.join('')}\r\n`
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)))
  return {
    async during(milliseconds) {
      const until = performance.now() + milliseconds
      const rest = stayAwake()
      const counts = await Promise.all(sockets.map((socket) => repeat(socket, request, until)))
      rest()
      return counts.reduce((sum, count) => sum + count, 0)
    },
    close() { for (const socket of sockets) socket.destroy() },
  }
}

/**
 * Looks again and again and never sleeps: to wake somebody up takes longer than an answer, the server pays for it, and the
 * slower it is the more often.
 */
function stayAwake(): () => void {
  let isOver = false
  const look = () => { if (!isOver) setImmediate(look) }
  look()
  return () => { isOver = true }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => { resolve(socket) })
    socket.setNoDelay(true).once('error', reject)
  })
}

/** One after the other; all answers of ours and of the peers are one short body, told by its last character. */
function repeat(socket: Socket, request: string, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let begun = ''
    const closed = () => { end(new Error('the server closed a connection')) }
    const end = (error?: Error) => {
      socket.off('data', read).off('close', closed)
      if (error === undefined) resolve(count)
      else reject(error)
    }
    const read = (bytes: Buffer) => {
      begun += bytes.toString('latin1')
      // A chunked body ends after its last chunk, another one with its brace.
      if (!begun.endsWith('}') && !begun.endsWith('0\r\n\r\n')) return
      if (!begun.startsWith('HTTP/1.1 200')) return end(new Error(`answered ${begun.slice(0, 40)}`))
      begun = ''
      count++
      if (performance.now() >= until) return end()
      socket.write(request)
    }
    socket.on('data', read).once('close', closed)
    socket.write(request)
  })
}
