/** `npm run docs:api`: writes docs/api anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readEntries } from './exports.ts'
import { pagesOf } from './pages.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'docs/api')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [name, text] of pagesOf(readEntries(root))) writeFileSync(join(folder, name), text)
