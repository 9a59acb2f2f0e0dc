/** Asks the decoder in Python. It is there where python3 and its package cryptography are. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

export interface Question {
  readonly token: string
  readonly keys: readonly { readonly kid: string, readonly secret: string }[]
  readonly purpose: string
  readonly issuer: string
  readonly audience: string
  readonly now: number
}

export interface Answer {
  readonly claims?: unknown
  readonly refused?: string
}

/** Says so where it is missing, since a suite that skips is easily taken for one that passed. */
export function hasPython(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import cryptography'])
  if (status === 0) return true
  console.warn('SKIPPED: the independent decoder of the sealed token needs python3 with the package cryptography')
  return false
}

export function askPython(questions: readonly Question[]): readonly Answer[] {
  const { status, stdout, stderr } = spawnSync('python3', [resolve(import.meta.dirname, 'decoder.py')], {
    input: JSON.stringify(questions), encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  })
  if (status !== 0) throw new Error(`the decoder in Python ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as readonly Answer[] // what decoder.py says that it answers
}
