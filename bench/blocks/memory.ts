/** What a live session takes of the memory of a process that keeps it. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Block } from '../block.ts'
import { compare } from '../measure/compare.ts'
import { size } from '../measure/run.ts'

export const memory: Block = {
  name: 'memory',
  title: 'Memory for a live session',
  note: 'Heap after a collection, of processes that hold nothing else; ours with the whole record, its secret and its indices.',
  async measure(run) {
    const sessions = size(run, { quick: 5000, full: 50_000 })
    const contender = (name: string, by: 'latchkey' | 'peer', kind: string) => ({ name, by, sample: () => bytesOf(kind, sessions) })
    const few = { ...run, rounds: size(run, { quick: 1, full: 3 }), warmUps: 0 }
    return [await compare({
      name: 'memory for a session', unit: 'bytes',
      contenders: [contender('latchkey, the memory store', 'latchkey', 'latchkey'), contender('express-session, MemoryStore', 'peer', 'express')],
    }, few)]
  },
}

/** In a process of its own, so that nothing of others is counted. */
function bytesOf(kind: string, sessions: number): Promise<number> {
  const child = fork(join(import.meta.dirname, '..', 'memory', 'child.ts'), [kind, String(sessions)], { execArgv: ['--expose-gc'] })
  return new Promise((resolve, reject) => {
    child.once('message', (bytes) => { resolve(Number(bytes)) })
    child.once('exit', () => { reject(new Error(`no figure for ${kind}`)) })
  })
}
