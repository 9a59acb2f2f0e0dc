/** What a live session takes of the memory of a process. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('a live session takes at most 300 bytes, with its whole record, its secret and its indices', () => {
  const program = fileURLToPath(new URL('live-session-child.ts', import.meta.url))
  const bytes = Number(execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' }))
  expect(bytes).toBeGreaterThan(100) // or it was not counted
  expect(bytes).toBeLessThan(300)
})
