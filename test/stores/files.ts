/** Files of databases, in a folder that goes when the tests of a file are done. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
let files = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

export function newFile(): string {
  return join(folder, `${files += 1}.sqlite`)
}
