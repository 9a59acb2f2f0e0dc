#!/usr/bin/env node
/** The command `latchkey`: an older Node is told so in one sentence, before anything is loaded that it could not read. */
import { refusedNode } from './node-version.ts'

const refusal = refusedNode(process.versions.node)
if (refusal === null) await import('./main.ts')
else {
  process.stderr.write(`${refusal}\n`)
  process.exitCode = 1
}
