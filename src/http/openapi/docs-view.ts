/** What the page shows of the description. */
import type { DocsView, Frame, MemberView, OperationView } from '../../contracts.ts'
import type * as z from 'zod'
import type { Line } from './entry.ts'
import { pathOf } from './entry.ts'
import { codesOf, type Operation, tags } from './operation.ts'
import { operations } from './operations.ts'
import { type JsonSchema, schemaOf } from './schema.ts'

export function docsView(base: string, lines: readonly Line[]): Omit<DocsView, keyof Frame> {
  const all = lines.flatMap((line) => {
    const described = operations[`${line.method} ${pathOf(line.path)}`]
    return described === undefined ? [] : [{ tag: described.tag, view: viewOf(line, base, described) }]
  })
  const groups = tags.map((tag) => ({ tag, operations: all.filter((one) => one.tag === tag).map(({ view }) => view) }))
  return { document: `${base}/openapi.json`, groups }
}

function viewOf({ method, path, isOutside }: Line, base: string, operation: Operation): OperationView {
  const { says: [en, zhHans], access, scope = null, query = {}, ticket = false, ifMatch = false } = operation
  const parameters = Object.entries(query).map(([name, type]) => memberOf(name, schemaOf(type), !type.safeParse(undefined).success))
  return {
    method, path: (isOutside ? '' : base) + pathOf(path), says: { en, 'zh-Hans': zhHans }, access, scope,
    parameters: [
      ...parameters, ...(ticket ? [{ name: 'ticket', type: 'string', required: false }] : []), ...(ifMatch ? [{ name: 'If-Match', type: 'string', required: true }] : []),
    ],
    bodies: bodiesOf(operation), answers: answersOf(method, operation),
  }
}

function bodiesOf({ body = {} }: Operation): OperationView['bodies'] {
  const types = [['application/json', body.json], ['application/x-www-form-urlencoded', body.form]] as const
  return types.flatMap(([type, schema]) => schema === undefined ? [] : [{ type, members: membersOf(schema) }])
}

/** Members, where there are names for them. The token of a form is no business of who writes a program. */
function membersOf(type: z.ZodType): readonly MemberView[] {
  const { properties = {}, required = [] } = schemaOf(type) as { properties?: Record<string, JsonSchema>, required?: readonly string[] } // of an object
  return Object.entries(properties).filter(([name]) => name !== 'csrf').map(([name, schema]) => memberOf(name, schema, required.includes(name)))
}

function memberOf(name: string, schema: JsonSchema, required: boolean): MemberView {
  return { name, type: typeName(schema), required }
}

function typeName(schema: JsonSchema): string {
  const { type, anyOf, enum: values, const: value, items } = schema as { type?: string | string[], anyOf?: JsonSchema[], enum?: unknown[], const?: unknown, items?: JsonSchema } // JSON Schema's own members
  if (values !== undefined) return values.map((one) => JSON.stringify(one)).join(' | ')
  if (value !== undefined) return JSON.stringify(value)
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeName))].join(' | ')
  if (type === 'array' && items !== undefined) return `${typeName(items)}[]`
  return [type ?? 'any'].flat().join(' | ')
}

function answersOf(method: Line['method'], operation: Operation): OperationView['answers'] {
  const answers = Object.entries(operation.answers).map(([status, { json, page, type }]) => ({
    status: Number(status), codes: [], types: [...(json === undefined ? [] : [json]), ...(page === true ? ['text/html'] : []), ...(json === undefined && type !== undefined ? [type] : [])],
  }))
  const refusals = [...codesOf(method, operation)].map(([status, codes]) => ({ status, codes, types: [] }))
  return [...answers, ...refusals]
}
