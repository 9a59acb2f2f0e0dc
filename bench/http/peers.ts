/** The peers, each on the framework that it is made for, as its documentation sets it up. */
import { createSecretKey, randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyJwt from '@fastify/jwt'
import fastifySecureSession from '@fastify/secure-session'
import fastifySession from '@fastify/session'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import expressSession from 'express-session'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import { jwt as honoJwt } from 'hono/jwt'
import { getIronSession, sealData } from 'iron-session'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { claimsOf, newGrant, origin } from '../fixtures.ts'
import { sqliteInFolder } from '../instance.ts'
import { betterAuth } from '../peers/better-auth.ts'
import { answerOf, json, type Make, send } from './stack.ts'

const secret = 'a secret for a benchmark, and for nothing else'
const key = createSecretKey(Buffer.from(secret))
const rules = { issuer: origin, audience: origin }

function hs256(): Promise<string> {
  return new SignJWT(claimsOf(newGrant())).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key)
}

const nodeJose: Make = async () => ({
  headers: { authorization: `Bearer ${await hs256()}` },
  async listener({ headers }, outgoing) {
    const { payload } = await jwtVerify(headers.authorization?.slice(7) ?? '', key, { algorithms: ['HS256'], ...rules })
    send(outgoing, String(payload.sub))
  },
})

const expressJwt: Make = async () => {
  const app = express()
  app.disable('x-powered-by')
  app.get('/', (request, response) => {
    jsonwebtoken.verify(request.headers.authorization?.slice(7) ?? '', key, { algorithms: ['HS256'], ...rules })
    send(response, 'ada')
  })
  return { listener: app, headers: { authorization: `Bearer ${await hs256()}` } }
}

const expressSessions: Make = async () => {
  const app = express()
  app.disable('x-powered-by')
  app.use(expressSession({ secret, resave: false, saveUninitialized: false }))
  app.get('/', (request, response) => {
    if (request.session) request.session.user ??= 'ada'
    send(response, 'ada')
  })
  const { createServer } = await import('node:http')
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => { server.once('listening', resolve) })
  const address = server.address()
  const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  server.close()
  return { listener: app, headers: { cookie: cookieOf(answer.headers.getSetCookie()) } }
}

/** Logs in by a route of its own, and shows what that answered. */
async function fastifyStack(app: FastifyInstance, headersOf: (cookie: string) => Record<string, string>): Promise<Awaited<ReturnType<Make>>> {
  await app.ready()
  const answer = await app.inject({ method: 'GET', url: '/login' })
  const lines = [answer.headers['set-cookie'] ?? []].flat()
  return { listener: (incoming, outgoing) => { app.routing(incoming, outgoing) }, headers: headersOf(cookieOf(lines)) }
}

const fastifySessions: Make = async () => {
  const app = fastify()
  await app.register(fastifyCookie)
  await app.register(fastifySession, { secret, cookie: { secure: false }, saveUninitialized: false })
  app.get('/login', async (request) => { Object.assign(request.session, { user: 'ada' }) })
  app.get('/', async (request, reply) => {
    if (!('user' in request.session)) throw new Error('@fastify/session found no session')
    return reply.headers(json).send(answerOf('ada'))
  })
  return fastifyStack(app, (cookie) => ({ cookie }))
}

const fastifySecure: Make = async () => {
  const app = fastify()
  await app.register(fastifySecureSession, { key: randomBytes(32), cookie: { path: '/', secure: false } })
  app.get('/login', async (request) => {
    for (const [name, value] of Object.entries(claimsOf(newGrant()))) request.session.set(name as never, value as never) // it types no names
  })
  app.get('/', async (request, reply) => reply.headers(json).send(answerOf(String(request.session.get('sub' as never)))))
  return fastifyStack(app, (cookie) => ({ cookie }))
}

const fastifyJwtStack = (cache: boolean): Make => async () => {
  const app = fastify()
  await app.register(fastifyJwt, { secret, verify: { allowedIss: origin, allowedAud: origin, ...cache && { cache: 1000 } } })
  app.get('/login', async () => undefined)
  app.get('/', async (request, reply) => {
    const { sub } = await request.jwtVerify<{ sub: string }>()
    return reply.headers(json).send(answerOf(sub))
  })
  const authorization = `Bearer ${await hs256()}`
  return fastifyStack(app, () => ({ authorization }))
}

const honoJwtStack: Make = async () => {
  const app = new Hono<{ Variables: { jwtPayload: { sub: string } } }>()
  app.use(honoJwt({ secret, alg: 'HS256' }))
  app.get('/', (context) => context.body(answerOf(context.get('jwtPayload').sub), 200, json))
  return { listener: getRequestListener(app.fetch), headers: { authorization: `Bearer ${await hs256()}` } }
}

const iron: Make = async () => {
  const options = { password: secret, cookieName: 'iron' }
  return {
    headers: { cookie: `iron=${await sealData(claimsOf(newGrant()), options)}` },
    async listener(incoming, outgoing) {
      const session = await getIronSession<{ sub?: string }>(incoming, outgoing, options)
      send(outgoing, String(session.sub))
    },
  }
}

const better = (kind: 'memory' | 'sqlite' | 'cookie'): Make => async () => {
  const auth = await betterAuth(kind, kind === 'sqlite' ? sqliteInFolder().folder : undefined)
  return {
    headers: { cookie: auth.cookie },
    async listener({ headers }, outgoing) {
      await auth.find(new Headers({ cookie: headers.cookie ?? '' }))
      send(outgoing, 'ada')
    },
  }
}

function cookieOf(lines: readonly string[]): string {
  return lines.map((line) => line.split(';')[0]).join('; ')
}

export const peers = {
  'express-session': expressSessions,
  '@fastify/session': fastifySessions,
  '@fastify/secure-session': fastifySecure,
  '@fastify/jwt': fastifyJwtStack(false),
  '@fastify/jwt, its cache': fastifyJwtStack(true),
  'node and jose': nodeJose,
  'hono/jwt': honoJwtStack,
  'express and jsonwebtoken': expressJwt,
  'iron-session': iron,
  'better-auth, secondary storage': better('memory'),
  'better-auth, cookie cache': better('cookie'),
  'better-auth, SQLite': better('sqlite'),
} satisfies Record<string, Make>
