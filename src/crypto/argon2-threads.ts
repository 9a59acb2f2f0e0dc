/**
 * Argon2id in threads of low priority: a flood of logins takes what is left of the processor, and the requests of those who are
 * logged in come first. Knows no queue.
 */
import { extname } from 'node:path'
import { platform } from 'node:process'
import { Worker } from 'node:worker_threads'
import type { Argon2id, Argon2Input } from './argon2.ts'

/** What fails in a thread is done by `compute`: only there does an error say whether it is the hash or the thread that is broken. */
export async function inThreads(compute: Argon2id, start: () => Promise<Argon2id> = startThread): Promise<Argon2id> {
  // Elsewhere than on Linux a priority is that of the whole process.
  if (platform !== 'linux') return compute
  const first = await start().catch(() => null)
  if (first === null) return compute // no package, no threads, or a bundle that left the program out
  const idle = [first]
  return async (input) => {
    const thread = idle.pop() ?? await start().catch(() => null)
    if (thread === null) return compute(input)
    try {
      const tag = await thread(input)
      idle.push(thread)
      return tag
    } catch {
      return compute(input) // and the thread is over
    }
  }
}

/** As many are started as are at work at once. Only one at work keeps the process alive. */
async function startThread(): Promise<Argon2id> {
  const source = import.meta.url
  // .ts from src, .js from dist. It is given no environment: the secrets of the process are none of its business.
  const thread = new Worker(new URL(`./argon2-thread${extname(source)}`, source), { env: {}, name: 'latchkey-argon2id' })
  thread.on('error', () => undefined) // its end follows, and is what counts
  await answerOf(thread)
  thread.unref()
  return async (input: Argon2Input) => {
    if (thread.threadId === ENDED) throw new Error(message)
    thread.ref()
    const answer = answerOf(thread)
    thread.postMessage(input)
    const tag = await answer
    thread.unref()
    return Buffer.from(tag as Uint8Array) // argon2-thread.ts answers nothing else
  }
}

const ENDED = -1
const message = 'the thread that hashes passwords ended'

/** Rejects where the thread ends instead. */
function answerOf(thread: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => { reject(new Error(message)) }
    thread.once('exit', ended)
    thread.once('message', (answer: unknown) => {
      thread.off('exit', ended)
      resolve(answer)
    })
  })
}
