/** One operation of the document. */
import { titleOf, type ProblemCode } from '../problem.ts'
import { type Answered, codesOf, isPageAt, type Method, type Operation } from './operation.ts'
import { type JsonSchema, ref, schemaOf } from './schema.ts'
import { ticketScheme } from './security.ts'

/** A route as the router has it. */
export interface Line {
  readonly method: Method
  /** `/sessions/:id`. */
  readonly path: string
  /** Not under the base path. */
  readonly isOutside: boolean
}

/** `/sessions/{id}`. */
export function pathOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}')
}

export interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Entry>>>>
  readonly [member: string]: unknown
}
export type Entry = ReturnType<typeof documentedOperation>

/** Statuses that need words where no refusal gives them. */
const words: Readonly<Record<number, string>> = {
  200: 'Done.', 201: 'Made.', 204: 'Done; there is nothing more to say.', 302: 'To the login, for a browser that opens a page.', 303: 'To another page.',
}

const text = { type: 'string' }
const html = { 'text/html': { schema: text } }

export function documentedOperation({ method, path }: Line, operation: Operation, schemes: readonly string[]) {
  const { tag, says: [summary], scope } = operation
  const parameters = parametersOf(path, operation)
  return {
    operationId: idOf(method, path), tags: [tag], summary,
    ...(scope !== undefined && { description: `Needs the scope \`${scope}\`.` }),
    security: securityOf(operation, schemes),
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(operation),
    responses: responsesOf(method, operation),
  }
}

/** `postSessionsIdEnd`. */
function idOf(method: string, path: string): string {
  return method.toLowerCase() + path.replaceAll(/[^a-zA-Z]+([a-zA-Z]?)/g, (_, letter: string) => letter.toUpperCase())
}

/** An empty requirement: without a credential it is answered as well. */
function securityOf({ access, ticket = false }: Operation, schemes: readonly string[]): readonly JsonSchema[] {
  if (access === 'anyone') return []
  const shown = schemes.filter((name) => ticket || name !== ticketScheme).map((name) => ({ [name]: [] }))
  return access === 'optional' || access === 'person' ? [{}, ...shown] : shown
}

function parametersOf(path: string, { query = {}, ifMatch = false }: Operation): readonly JsonSchema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: text }))
  const inQuery = Object.entries(query).map(([name, type]) => ({ name, in: 'query', required: !type.safeParse(undefined).success, schema: schemaOf(type) }))
  const etag = { name: 'If-Match', in: 'header', required: true, description: 'The `ETag` of GET.', schema: text, example: '"3"' }
  return [...inPath, ...inQuery, ...(ifMatch ? [etag] : [])]
}

function bodyOf({ body }: Operation): { requestBody?: JsonSchema } {
  if (body === undefined) return {}
  const { json, form } = body
  const isNeeded = !(json ?? form)?.safeParse({}).success
  const content = {
    ...(json !== undefined && { 'application/json': { schema: schemaOf(json) } }),
    ...(form !== undefined && { 'application/x-www-form-urlencoded': { schema: schemaOf(form) } }),
  }
  return { requestBody: { required: isNeeded, content } }
}

function responsesOf(method: Method, operation: Operation): Readonly<Record<string, JsonSchema>> {
  const answers = Object.entries(operation.answers).map(([status, answered]) => [status, answerOf(Number(status), answered)] as const)
  const refusals = refusalsOf(method, operation).map(({ status, name }) => [String(status), { $ref: `#/components/responses/${name}` }] as const)
  return Object.fromEntries([...answers, ...refusals])
}

function answerOf(status: number, { json, page, type, headers = [] }: Answered): JsonSchema {
  const content = {
    ...(json !== undefined && { [type ?? 'application/json']: { schema: ref(json) } }),
    ...(json === undefined && type !== undefined && { [type]: {} }),
    ...(page === true && html),
  }
  return {
    description: words[status] ?? '', ...(Object.keys(content).length > 0 && { content }),
    // Whoever takes both gets the header only with one of them, where a page is the other.
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, { schema: text, required: true }])) }),
  }
}

/** By name, since many operations are refused alike. */
export function refusalsOf(method: Method, operation: Operation) {
  return [...codesOf(method, operation)].map(([status, codes]) => {
    const kind = [...(operation.oauth === true && status < 421 ? ['oauth'] : []), ...(isPageAt(status, operation) ? ['page'] : [])]
    return { status, name: [status, ...codes, ...kind].join('-'), response: refusalOf(status, codes, operation) }
  })
}

function refusalOf(status: number, codes: readonly ProblemCode[], operation: Operation): JsonSchema {
  const isOAuth = operation.oauth === true && status < 421
  const type = isOAuth ? 'application/json' : 'application/problem+json'
  const schema = { allOf: [ref(isOAuth ? 'OAuthProblem' : 'Problem')], properties: { code: { enum: codes } } }
  const [code] = codes
  const header = headerOf(status)
  return {
    description: codes.map((one) => titleOf(one)).join(' '),
    content: { [type]: { schema, ...(code !== undefined && { example: exampleOf(status, code, isOAuth) }) }, ...(isPageAt(status, operation) && html) },
    ...(header !== null && { headers: { [header]: { schema: text, required: true } } }),
  }
}

function exampleOf(status: number, code: ProblemCode, isOAuth: boolean) {
  const error = status === 401 ? 'invalid_client' : status === 403 ? 'insufficient_scope' : 'invalid_request'
  return { ...(isOAuth && { error }), title: titleOf(code), status, code, ...(code === 'password_rejected' && { reasons: ['too_short'] }), request_id: '0b9c1a52-7a4e-4d7c-9d0e-3f6f1f2f9a11' }
}

function headerOf(status: number): string | null {
  if (status === 401) return 'WWW-Authenticate'
  return status === 429 || status === 503 ? 'Retry-After' : null
}
