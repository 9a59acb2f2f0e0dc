/** `latchkey openapi`: the description of the routes, as the package's own file and as a running server gives it. It needs no configuration. */
import { writeFileSync } from 'node:fs'
import { standardCarriers } from '../../core/carriers.ts'
import { lines } from '../../http/app.ts'
import { openapi } from '../../http/openapi/document.ts'
import { CommandError } from './command-error.ts'

export interface OpenapiOptions {
  readonly out?: string
}

/** The document, or where it was written. */
export function writeOpenapi({ out }: OpenapiOptions): string {
  // Only the names of their transports are looked at.
  const carriers = standardCarriers({ origin: 'http://localhost:3000', clock: () => 0 })
  const text = JSON.stringify(openapi({ base: '/auth', lines, carriers }))
  if (out === undefined) return text
  try {
    writeFileSync(out, `${text}\n`)
  } catch (error) {
    throw new CommandError(`The file "${out}" cannot be written.`, { cause: error })
  }
  return `The description of the routes is in ${out}.`
}
