/** Starts nodes as processes of their own, and asks them. Each is ended by its process id when the test is done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { origin, password } from '../support/instance.ts'
import { carriers, shownBy, type CarrierName } from '../support/wire.ts'

const program = fileURLToPath(new URL('node.ts', import.meta.url))

export interface NodeSetup {
  /** A file, or `postgres://`. */
  readonly url: string
  readonly listenUrl?: string
  readonly redisUrl?: string
  readonly isDeaf?: boolean
  readonly maxStaleness?: number
}

export interface Replied {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookie: string
  readonly setCookies: readonly string[]
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
}

export type AskNode = (line: string, asked?: Asked) => Promise<Replied>

/** The same, by somebody at this address. */
export function from(ask: AskNode, address: string): AskNode {
  return (line, asked = {}) => ask(line, { ...asked, headers: { ...asked.headers, 'x-test-address': address } })
}

export interface RunningNode {
  readonly ask: AskNode
  readonly port: number
  readonly pid: number
  /** What it reported as faults. */
  faults(): string
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Over a socket that is kept; rejects where the node hangs up. */
export function askAt(port: number): AskNode {
  return async (line, { headers = {}, json } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const body = json === undefined ? undefined : JSON.stringify(json)
    const sent = request({ port, host: '127.0.0.1', method, path, agent, headers: {
      host: new URL(origin).host, origin, ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }), ...headers,
    } })
    sent.end(body)
    const [incoming] = await once(sent, 'response')
    const written = await text(incoming)
    const isJson = String(incoming.headers['content-type']).includes('json')
    const setCookies: readonly string[] = incoming.headers['set-cookie'] ?? []
    const cookie = setCookies.find((one) => one.startsWith('__Host-latchkey='))?.split(';')[0]?.slice('__Host-latchkey='.length) ?? ''
    return { status: incoming.statusCode, body: isJson && written !== '' ? JSON.parse(written) : {}, cookie, setCookies }
  }
}

export async function startNode(setup: NodeSetup): Promise<RunningNode> {
  const words = [program, JSON.stringify({ origin, isDeaf: false, maxStaleness: 10, ...setup })]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  let faults = ''
  child.stderr.setEncoding('utf8').on('data', (said: string) => { faults += said })
  const port = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([line]) => Number(line)),
    once(child, 'exit').then(() => { throw new Error(`a node ended at its start: ${faults}`) }),
  ])
  return { ask: askAt(port), port, pid: child.pid ?? 0, faults: () => faults }
}

export function startNodes(count: number, setup: NodeSetup): Promise<readonly RunningNode[]> {
  return Promise.all(Array.from({ length: count }, () => startNode(setup)))
}

export interface NodeLogin {
  readonly carrier: CarrierName
  readonly shown: Readonly<Record<string, string>>
  readonly refreshToken: string
  readonly session: string
  readonly subject: string
}

export const carrierOf = (n: number): CarrierName => carriers[n % carriers.length] ?? 'cookie'

export async function signUpAt(ask: AskNode, username: string): Promise<Replied> {
  const answer = await ask('POST /auth/signup', { json: { username, password } })
  if (answer.status !== 201) throw new Error(`${username} was not signed up: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

/** A login, or the answer that refused it. */
export async function logInAt(ask: AskNode, username: string, carrier: CarrierName): Promise<NodeLogin | Replied> {
  const answer = await ask('POST /auth/login', { json: { username, password, carrier } })
  return answer.status === 200 ? loginFrom(answer, carrier) : answer
}

export function loginFrom({ body, cookie }: Replied, carrier: CarrierName): NodeLogin {
  const { access_token: token, refresh_token: refreshToken, session, user } = body as unknown as LoginBody // the contract tests hold the shape
  return { carrier, shown: shownBy(carrier, token ?? cookie), refreshToken: refreshToken ?? '', session: session.id, subject: user.id }
}

interface LoginBody {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly session: { readonly id: string }
  readonly user: { readonly id: string }
}
