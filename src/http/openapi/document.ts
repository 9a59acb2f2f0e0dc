/** The OpenAPI 3.1 document: the router's own list of routes, the schemas that judge their bodies, and what is said of them. */
import type { Carrier } from '../../contracts.ts'
import { type Document, documentedOperation, type Entry, pathOf, refusalsOf, type Line } from './entry.ts'
import { operations } from './operations.ts'
import { tags } from './operation.ts'
import { componentsOf, type JsonSchema } from './schema.ts'
import { securitySchemes } from './security.ts'

/** Of the HTTP contract: it changes with what a client has to know, and is the beginning of the package's own. */
export const contractVersion = '0.1'

/** The same for every instance of one version, but for the base path and the carriers: it tells strangers nothing of a deployment. */
export function openapi({ base, lines, carriers }: { base: string, lines: readonly Line[], carriers: readonly Carrier[] }): Document {
  const schemes = securitySchemes(carriers)
  const responses: Record<string, JsonSchema> = {}
  const paths: Record<string, Record<string, Entry>> = {}
  for (const line of lines) {
    const described = operations[`${line.method} ${pathOf(line.path)}`]
    if (described === undefined) throw new TypeError(`${line.method} ${line.path} has no entry in src/http/openapi/operations`)
    const path = (line.isOutside ? '' : base) + pathOf(line.path)
    for (const { name, response } of refusalsOf(line.method, described)) responses[name] = response
    paths[path] = { ...paths[path], [line.method.toLowerCase()]: documentedOperation(line, described, Object.keys(schemes)) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Latchkey', version: contractVersion, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'The origin that serves this document.' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: { schemas: componentsOf(), responses, securitySchemes: schemes },
  }
}

const about = 'One login by cookie, JWT or token. Errors are application/problem+json with a `code`; times are whole seconds since 1970. '
  + 'HEAD is answered wherever GET is. A request that brings cookies and changes something names its Origin; browsers do so themselves.'
