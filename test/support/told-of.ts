/** A recorder: every answer that a test is given is one of those that the description tells of. */
import { operations } from '../../src/http/openapi/operations.ts'
import { statusesOf, type Method } from '../../src/http/openapi/operation.ts'

const outside = '/.well-known/'
const all = Object.entries(operations).map(([line, operation]) => {
  const [method = '', path = ''] = line.split(' ')
  const full = (path.startsWith(outside) ? '' : '/auth') + path
  const shape = new RegExp(`^${full.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`)
  // The names of operations begin with a method.
  return { method, shape, isFixed: !path.includes('{'), statuses: statusesOf(method as Method, operation) }
}).toSorted((one, other) => Number(other.isFixed) - Number(one.isFixed))

/** Throws for a status that is not told of. What is no operation, such as another method, is not told of at all. */
export function expectToldOf(method: string, address: string, status: number): void {
  const [path = ''] = address.split('?')
  const asked = method === 'HEAD' ? 'GET' : method
  const here = all.filter(({ shape }) => shape.test(path))
  const found = here.find((one) => one.isFixed === here[0]?.isFixed && one.method === asked)
  // At another base path these are no operations.
  if (found === undefined || found.statuses.has(status) || found.isFixed && status === 404) return
  throw new Error(`${method} ${path} answers ${status}, which src/http/openapi/operations does not tell of`)
}
