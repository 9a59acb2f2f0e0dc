/** How a store that has to connect opens and closes, whatever it connects to. */
import { StoreError } from './store-error.ts'

export interface Lifecycle<Connection> {
  /** Idempotent. What failed can be tried again. */
  readonly open: () => Promise<void>
  /** Each use that was asked for before this has begun when the connection is told to close. */
  readonly close: () => Promise<void>
  /** Rejects unless the store is open. */
  readonly use: <Result>(act: (connection: Connection) => Result | Promise<Result>) => Promise<Result>
}

export interface Connecting<Connection> {
  /** As messages name it: `The database x`. */
  readonly name: string
  readonly connect: () => Promise<Connection>
  /** Waits for what is under way. */
  readonly disconnect: (connection: Connection) => Promise<void>
}

export function lifecycle<Connection>(
  { name, connect, disconnect }: Connecting<Connection>,
): Lifecycle<Connection> {
  let connection: Promise<Connection> | undefined
  let closing: Promise<void> = Promise.resolve()

  async function end(opened: Promise<Connection>): Promise<void> {
    const held = await opened.catch(() => null) // one that never opened holds nothing
    if (held !== null) await disconnect(held)
  }

  return {
    async open() {
      const opening = connection ??= connect()
      try {
        await opening
      } catch (error) {
        if (connection === opening) connection = undefined
        throw error
      }
    },
    close() {
      if (connection !== undefined) closing = end(connection)
      connection = undefined
      return closing
    },
    async use(act) {
      if (connection === undefined) throw new StoreError(`${name} is not open.`)
      return connection.then(act) // promises answer in the order in which they were asked
    },
  }
}
