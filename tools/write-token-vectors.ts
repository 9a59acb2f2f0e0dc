/** Writes vectors/token-v1.json: `node tools/write-token-vectors.ts`. A test holds that the file is what this writes. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { tokenVectors } from './token-vectors/vectors.ts'

writeFileSync(resolve(import.meta.dirname, '../vectors/token-v1.json'), tokenVectors())
