/** What an operator reads when a command cannot do what it was asked. */
import { expect } from 'vitest'
import type { Ran } from '../support/server.ts'

/** One sentence on standard error with these parts, nothing on standard output, exit code 1. */
export function expectSentence({ code, stdout, stderr }: Ran, ...parts: readonly string[]): void {
  expect(stderr).toMatch(/^latchkey: [^\n]+[.?]\n$/)
  for (const part of parts) expect(stderr).toContain(part)
  expect([stdout, code]).toEqual(['', 1])
}
