/** The running routes answer what the document says: every operation, every status of it, each answer held to its schema. */
import { afterAll, describe, expect, it } from 'vitest'
import { faultsOf, operations } from './described.ts'
import { refusalOf, type Described, type Refusal } from './refusals.ts'
import { openStage, type Stage } from './stage.ts'
import { successes } from './successes.ts'

/** Statuses that are not provoked here, and where else they are. */
const elsewhere: Readonly<Record<string, string>> = {
  '/auth/forward 421': 'the listener says it, of hosts that are none of ours: test/server/hosts.test.ts',
  '/auth/enter 421': 'the listener says it',
  '/auth/logout 421': 'the listener says it',
  '/auth/me 421': 'the listener says it',
  '/auth/assets/{name} 421': 'the listener says it',
}

const cases = operations.flatMap(({ line, responses, operation }) => Object.keys(responses).map(Number).map((status) => ({ line, status, described: describedBy(operation, responses) })))

function describedBy(operation: object, responses: object): Described {
  const { requestBody, parameters = [], security = [] } = operation as { // as entry.ts writes it
    requestBody?: { content: object }, parameters?: readonly { in: string }[], security?: readonly object[]
  }
  const types = Object.keys(requestBody?.content ?? {})
  const isPage = !JSON.stringify(responses).includes('application/json')
  const isStoreless = !('500' in responses)
  return { types, isStoreless, hasQuery: parameters.some((one) => one.in === 'query'), isForPersons: isPage && types.length === 0 && security.length > 0 && JSON.stringify(security[0]) === '{}' }
}

/** What changes nothing that another would meet is asked of one instance. */
const shared = new Set([400, 401, 403, 404, 413, 415, 421])
let common: Promise<Stage> | undefined
afterAll(async () => { await (await common)?.instance.close() })

describe('every status of every operation', () => {
  it.each(cases)('is provoked: $line $status', async ({ line, status, described }) => {
    const [, path = ''] = line.split(' ')
    if (elsewhere[`${path} ${status}`] !== undefined) return
    const succeeds = successes[line]?.[status]
    const refusal: Refusal | null = succeeds === undefined ? refusalOf(line, status, described) : { provoke: succeeds }
    if (refusal === null) throw new Error('nothing provokes it')
    const isShared = shared.has(status) && refusal.opened === undefined
    const stage = isShared ? await (common ??= openStage()) : await openStage(refusal.opened)
    const answer = await refusal.provoke(stage)
    expect([answer.status, faultsOf(line, answer)]).toEqual([status, []])
    if (!isShared) await stage.instance.close()
  })
})
