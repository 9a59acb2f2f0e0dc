/** Programs that log in at a real instance by `latchkey/client`, without a socket. The clock of both is the instance's. */
import { createClient, type Client, type ClientOptions } from '../../src/client.ts'
import { origin, password, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'

export const carriers = ['cookie', 'jwt', 'token'] as const
export const mira = { username: 'mira', password }

export interface Program {
  readonly client: Client
  /** `POST /auth/refresh 200`: what was asked and answered so far. */
  readonly asked: string[]
  /** The requests themselves. */
  readonly requests: Request[]
  /** In the place of the next answer to this path: what comes instead, or a fault on the way. */
  instead(path: string, answer: () => Response): void
}

export interface House {
  readonly instance: Instance
  /** A program of its own. `ahead`: by how many seconds its clock is wrong. */
  program(options?: ClientOptions & { readonly ahead?: number }): Program
}

export async function openHouse(options: InstanceOptions = {}): Promise<House> {
  const instance = await startInstance(options)
  return { instance, program: ({ ahead = 0, ...client } = {}) => programOf(instance, ahead, client) }
}

function programOf(instance: Instance, ahead: number, options: ClientOptions): Program {
  const asked: string[] = []
  const requests: Request[] = []
  const others = new Map<string, () => Response>()
  const client = createClient({
    baseUrl: origin, clock: () => instance.now() + ahead, ...options,
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      requests.push(request.clone())
      const other = others.get(pathname)
      others.delete(pathname)
      const answer = await answerOf(instance, request, other)
      asked.push(`${request.method} ${pathname} ${answer.status}`)
      answer.headers.set('date', new Date(instance.now() * 1000).toUTCString())
      return answer
    },
  })
  return { client, asked, requests, instead: (path, answer) => { others.set(path, answer) } }
}

/** The routes, and beside them an application's: who asks for `/orders`, and with what body. */
async function answerOf({ auth }: Instance, request: Request, other?: () => Response): Promise<Response> {
  if (other !== undefined) return other()
  const { pathname } = new URL(request.url)
  if (auth.owns(pathname)) return auth.handler(request, { address: '198.51.100.7', requestId: 'test' })
  const outcome = await auth.authenticate(request)
  const body = await request.text()
  return auth.challenge(outcome) ?? Response.json({ for: outcome.status === 'authenticated' && outcome.principal.subject, body })
}
