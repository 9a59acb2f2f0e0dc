/** The document as a judge: whether an answer is one of those that it tells of. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { standardCarriers } from '../../../src/core/carriers.ts'
import { lines } from '../../../src/http/app.ts'
import { openapi } from '../../../src/http/openapi/document.ts'
import type { Answer } from '../../support/client.ts'
import { origin } from '../../support/instance.ts'

export type Json = Readonly<Record<string, unknown>>
interface Response { readonly content?: Readonly<Record<string, { readonly schema?: Json }>>, readonly headers?: Readonly<Record<string, unknown>> }

export const document = openapi({ base: '/auth', lines, carriers: standardCarriers({ origin, clock: () => 0 }) })
const components = document['components'] as { schemas: Record<string, Json>, responses: Record<string, Response> } // as document.ts writes them

/** Every operation, `POST /auth/login`, with its statuses. */
export const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { responses, ...operation }]) => ({
  line: `${method.toUpperCase()} ${path}`, responses, operation,
})))

/** More members than are told of are a fault here, though a client has to expect them of later versions. */
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema({ $id: 'openapi', components: { schemas: closed(components.schemas) } })
const compiled = new Map<string, ValidateFunction>()

/** What is wrong with an answer; nothing, if all is as it is told. */
export function faultsOf(line: string, { status, headers, text, body }: Answer): readonly string[] {
  const found = operations.find((one) => one.line === line)?.responses[status]
  if (found === undefined) return [`${line} answers ${status}, which is not told of`]
  const name = typeof found['$ref'] === 'string' ? found['$ref'].replace('#/components/responses/', '') : null
  const response = name === null ? found as Response : components.responses[name] ?? {} // a response where there is no reference
  const missing = Object.keys(response.headers ?? {}).filter((header) => !headers.has(header)).map((header) => `${line} ${status} has no ${header}`)
  const type = headers.get('content-type')?.split(';')[0] ?? null
  if (type === null || text === '') return [...missing, ...(response.content === undefined || line.endsWith('/revocations') ? [] : [`${line} ${status} has no body`])]
  const content = response.content?.[type] ?? response.content?.['*/*']
  if (content === undefined) return [...missing, `${line} ${status} is ${type}, which is not told of`]
  if (content.schema === undefined || !type.endsWith('json')) return missing
  const validate = validatorFor(`${line} ${status} ${type}`, content.schema)
  return validate(body) ? missing : [...missing, ...(validate.errors ?? []).map((error) => `${line} ${status} ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)]
}

function validatorFor(place: string, schema: Json): ValidateFunction {
  const validate = compiled.get(place) ?? ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Json) // the same, with references to where they are
  compiled.set(place, validate)
  return validate
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]))
  return 'properties' in members && !('additionalProperties' in members) ? { ...members, additionalProperties: false } : members
}
