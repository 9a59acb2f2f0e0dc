/** Latchkey on node:http and on frameworks, and each of them without any authentication. */
import type { IncomingMessage } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { instance, type Instance, sqliteInFolder } from '../instance.ts'
import { type AuthOptions, authenticateNode, memoryStore, onExpress as expressAdapter, onFastify as fastifyAdapter, onHono as honoAdapter } from '../latchkey.ts'
import { answerOf, json, type Make, send, type Stack } from './stack.ts'

interface Shown {
  readonly carrier: 'cookie' | 'jwt' | 'token'
  readonly store?: 'sqlite'
  readonly options?: Partial<AuthOptions>
  readonly freshness?: 'authoritative'
}

async function loggedIn({ carrier, store, options }: Shown): Promise<Instance & { headers: Record<string, string> }> {
  const made = await instance(store === 'sqlite' ? sqliteInFolder().store : memoryStore(), { jwtAlgorithm: 'HS256', ...options })
  const credential = await made.logIn(carrier)
  return { ...made, headers: carrier === 'cookie' ? { cookie: `theme=dark; __Host-latchkey=${credential}` } : { authorization: `Bearer ${credential}` } }
}

/** Who asks, or the end. */
type Ask = (incoming: IncomingMessage) => Promise<string>

async function asking(shown: Shown): Promise<{ ask: Ask, headers: Record<string, string> }> {
  const { auth, headers } = await loggedIn(shown)
  const options = { freshness: shown.freshness ?? 'revocable' } as const
  return {
    headers,
    async ask(incoming) {
      const outcome = await authenticateNode(auth, incoming, options)
      if (outcome.status !== 'authenticated') throw new Error('the benchmark is not logged in')
      return outcome.principal.subject
    },
  }
}

const onNode = (shown: Shown): Make => async (): Promise<Stack> => {
  const { ask, headers } = await asking(shown)
  return {
    headers,
    async listener(incoming, outgoing) {
      const subject = await ask(incoming)
      send(outgoing, subject)
    },
  }
}

/** The cheapest that answers: what nobody goes below. */
const bare = (headers: Stack['headers']): Make => () => ({ headers, listener: (_, outgoing) => { send(outgoing, 'ada') } })

/** As long as an access token of ours, and read by nobody. */
const unread = { authorization: `Bearer ${'x'.repeat(470)}` }

const onExpress = (shown: Shown | null): Make => async () => {
  const app = express()
  app.disable('x-powered-by')
  if (shown === null) {
    app.get('/', (_, response) => { send(response, 'ada') })
    return { listener: app, headers: {} }
  }
  const { auth, headers } = await loggedIn(shown)
  app.get('/', expressAdapter.requireUser(auth), (request, response) => {
    send(response, expressAdapter.principalOf(request).subject)
  })
  return { listener: app, headers }
}

const onFastify = (shown: Shown | null): Make => async () => {
  const app = fastify()
  const made = shown === null ? null : await loggedIn(shown)
  if (made === null) app.get('/', async (_, reply) => reply.headers(json).send(answerOf('ada')))
  else {
    app.get('/', { onRequest: fastifyAdapter.requireUser(made.auth) }, async (request, reply) => (
      reply.headers(json).send(answerOf(fastifyAdapter.principalOf(request).subject))
    ))
  }
  await app.ready()
  return { listener: (incoming, outgoing) => { app.routing(incoming, outgoing) }, headers: made?.headers ?? {} }
}

const onHono = (shown: Shown | null): Make => async () => {
  const app = new Hono()
  const made = shown === null ? null : await loggedIn(shown)
  if (made === null) app.get('/', (context) => context.body(answerOf('ada'), 200, json))
  else app.get('/', honoAdapter.requireUser(made.auth), (context) => context.body(answerOf(context.var.principal.subject), 200, json))
  return { listener: getRequestListener(app.fetch), headers: made?.headers ?? {} }
}

/** Nothing is remembered of a JWT or a token. */
const uncached = { provedCredentials: 0 }

export const ours = {
  'node:http, bare': bare({}),
  'node:http, bare, a JWT unread': bare(unread),
  'node, cookie in memory': onNode({ carrier: 'cookie' }),
  'node, jwt remembered': onNode({ carrier: 'jwt' }),
  'node, token remembered': onNode({ carrier: 'token' }),
  'node, jwt HS256 uncached': onNode({ carrier: 'jwt', options: uncached }),
  'node, token uncached': onNode({ carrier: 'token', options: uncached }),
  'node, cookie on SQLite, recalled': onNode({ carrier: 'cookie', store: 'sqlite' }),
  'node, cookie on SQLite, authoritative': onNode({ carrier: 'cookie', store: 'sqlite', freshness: 'authoritative' }),
  'express, no authentication': onExpress(null),
  'express, cookie': onExpress({ carrier: 'cookie' }),
  'express, token remembered': onExpress({ carrier: 'token' }),
  'express, jwt HS256 uncached': onExpress({ carrier: 'jwt', options: uncached }),
  'fastify, no authentication': onFastify(null),
  'fastify, cookie': onFastify({ carrier: 'cookie' }),
  'fastify, token remembered': onFastify({ carrier: 'token' }),
  'fastify, jwt HS256 uncached': onFastify({ carrier: 'jwt', options: uncached }),
  'hono, no authentication': onHono(null),
  'hono, cookie': onHono({ carrier: 'cookie' }),
  'hono, token remembered': onHono({ carrier: 'token' }),
  'hono, jwt HS256 uncached': onHono({ carrier: 'jwt', options: uncached }),
} satisfies Record<string, Make>
