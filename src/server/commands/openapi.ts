/** `latchkey openapi`: the description of the routes, as the package's own file and as a running server gives it. It needs no configuration. */
import { writeFileSync } from 'node:fs'
import { standardCarriers } from '../../core/carriers.ts'
import { lines } from '../../http/app.ts'
import { openapi } from '../../http/openapi/document.ts'
import type { Call, Outcome } from '../command-line/command.ts'
import { CommandError } from './command-error.ts'

/** The document, or where it was written. */
export function writeOpenapi({ words: [file] }: Call): Promise<Outcome> {
  // Only the names of their transports are looked at.
  const carriers = standardCarriers({ origin: 'http://localhost:3000', clock: () => 0 })
  const document = openapi({ base: '/auth', lines, carriers })
  const text = JSON.stringify(document)
  if (file === undefined) return Promise.resolve({ text, json: document })
  try {
    writeFileSync(file, `${text}\n`)
  } catch (error) {
    throw new CommandError(`The file "${file}" cannot be written.`, { cause: error })
  }
  return Promise.resolve({ text: `The description of the routes is in ${file}.`, json: { file } })
}
