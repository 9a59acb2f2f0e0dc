/** An issuer for tests of the verifier: its keys, its tokens, and a real server that publishes what a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Authentication, Grant, Key, SigningAlgorithm } from '../../src/contracts.ts'
import { generateKey, publicJwk, type PublicJwk } from '../../src/crypto/key-material.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { createVerifier, type Verifier, type VerifierOptions } from '../../src/verify.ts'
import { grantWith, now, origin, ringOf } from '../formats/ring.ts'

export function newKey(algorithm: SigningAlgorithm = 'EdDSA'): Key {
  return generateKey('jwt', algorithm)
}

export function jwkOf(key: Key): PublicJwk {
  const jwk = publicJwk(key)
  if (jwk === null) throw new TypeError('a secret has no public JWK')
  return jwk
}

export function setOf(...keys: readonly Key[]) {
  return { keys: keys.map(jwkOf) }
}

export async function issue(key: Key, changes: Partial<Grant> = {}): Promise<string> {
  const format = jwt({ algorithm: key.algorithm as SigningAlgorithm }) // it signs JWTs
  return (await format.issue(grantWith(changes), ringOf(key))).credential
}

/** A verifier whose clock a test turns, and what it reported. */
export interface Checking {
  readonly verifier: Verifier
  readonly faults: string[]
  pass(seconds: number): void
  /** `ok`, `anonymous`, or why not; for an error its name. */
  ask(credential: string): Promise<string>
}

export function checking(keys: VerifierOptions['keys'], options: Partial<VerifierOptions> = {}): Checking {
  let time = now
  const faults: string[] = []
  const onFault = (error: unknown) => { faults.push(String(error)) }
  const verifier = createVerifier({ issuer: origin, audience: origin, keys, clock: () => time, onFault, ...options })
  return {
    verifier, faults,
    pass: (seconds) => { time += seconds },
    ask: (credential) => verifier.verify(credential).then(said, (error: unknown) => error instanceof Error ? error.name : 'thrown'),
  }
}

export function said(outcome: Authentication): string {
  if (outcome.status === 'refused') return outcome.reason
  return outcome.status === 'authenticated' ? 'ok' : outcome.status
}

export interface Publisher {
  readonly url: string
  /** How often it was asked. */
  asked(): number
  connections(): number
  /** What it answers from now on; a set is answered as Latchkey does. */
  answer(what: object | Listener): void
  stop(): Promise<void>
  /** On the same port again. */
  start(): Promise<void>
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

export function answerWith(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Listener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=120', ...headers })
    response.end(body)
  }
}

export async function publish(what: object | Listener): Promise<Publisher> {
  const count = { asked: 0, connections: 0 }
  let port = 0
  let listener = listenerOf(what)
  let server = listening()

  function listening() {
    const made = createServer((request, response) => {
      count.asked++
      listener(request, response)
    })
    return made.on('connection', () => { count.connections++ })
  }

  async function start() {
    server = listening().listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  }

  async function stop() {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }

  await start()
  onTestFinished(stop)
  return {
    url: `http://127.0.0.1:${port}/.well-known/jwks.json`, start, stop,
    asked: () => count.asked,
    connections: () => count.connections,
    answer: (next) => { listener = listenerOf(next) },
  }
}

function listenerOf(what: object | Listener): Listener {
  return typeof what === 'function' ? what as Listener : answerWith(JSON.stringify(what)) // a function here is a listener
}
