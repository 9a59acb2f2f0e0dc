/** The program of a thread that hashes passwords, one after the other, when the processor has nothing better to do. */
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashRawSync } from '@node-rs/argon2'
import type { Argon2Input } from './argon2.ts'

setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL) // of this thread alone, on Linux

parentPort?.on('message', ({ password, salt, length, memoryKiB, iterations, parallelism }: Argon2Input) => {
  const cost = { memoryCost: memoryKiB, timeCost: iterations, parallelism }
  parentPort?.postMessage(hashRawSync(password, { salt, outputLen: length, ...cost }))
})

parentPort?.postMessage('ready')
