/** A bare socket: for what no HTTP client sends, and for what is sent by halves. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawSocket {
  send(text: string): void
  /** All that came so far, each byte a character. */
  received(): string
  /** Resolves when this has come, and when the other side has hung up. */
  hear(text: string): Promise<void>
  readonly closed: Promise<void>
  destroy(): void
}

export async function openSocket(port: number): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => { text += part })
  socket.on('error', () => {}) // a reset is one way of hanging up
  const closed = new Promise<void>((resolve) => { socket.once('close', () => { resolve() }) })
  await once(socket, 'connect')
  return {
    closed,
    send: (part) => { socket.write(part, 'latin1') },
    received: () => text,
    async hear(part) {
      const more = () => new Promise((resolve) => { socket.once('data', resolve) })
      while (!text.includes(part) && !socket.destroyed) await Promise.race([more(), closed])
    },
    destroy: () => { socket.destroy() },
  }
}

export interface RawAnswer {
  /** 0: it hung up without a word. */
  readonly status: number
  readonly head: string
  /** Whether it hung up after the answer. */
  readonly hungUp: boolean
}

/** Sends these bytes and waits for the head of an answer, or for the end; `\n` is sent as it stands. */
export async function exchange(port: number, bytes: string): Promise<RawAnswer> {
  const socket = await openSocket(port)
  socket.send(bytes)
  await socket.hear('\r\n\r\n')
  const hungUp = await Promise.race([socket.closed.then(() => true), pause(100).then(() => false)])
  socket.destroy()
  const [head = ''] = socket.received().split('\r\n\r\n', 1)
  return { head, hungUp, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0) }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}
