/** What is Express's own: what it tells of an address, routers that shorten addresses, body parsers, error handlers. */
import { createServer } from 'node:http'
import express from 'express'
import { afterEach, expect, it } from 'vitest'
import { latchkey, principalOf, requireUser } from '../../src/adapters/express.ts'
import type { Auth } from '../../src/create-auth.ts'
import { formTo } from '../http/browser.ts'
import { addUser } from '../http/people.ts'
import { logIn, ownPage } from '../support/client.ts'
import { exchanged } from '../support/narrowing.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { expressApplication } from './applications/express.ts'
import { listening, type Mounted } from './mounted.ts'

let instance: Instance
let mounted: Mounted
const faults: unknown[] = []
async function stage(application: (auth: Auth) => ReturnType<typeof express> = expressApplication): Promise<Mounted['ask']> {
  instance = await startInstance({ onFault: (error) => { faults.push(error) } })
  await addUser(instance)
  mounted = await listening(createServer(application(instance.auth)))
  return mounted.ask
}
afterEach(async () => {
  faults.length = 0
  await mounted.close()
  await instance.close()
})

const body = JSON.stringify({ username: 'mira', password })
const json = ['Content-Type', 'application/json'] as const
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const

it('the address of a login is the one that Express is told to believe', async () => {
  const ask = await stage((auth) => expressApplication(auth, { trustsProxy: true }))
  await ask('POST /auth/login', { headers: [json, ['X-Forwarded-For', '203.0.113.9']], body })
  const mira = await instance.auth.users.findByName('mira')
  expect((await instance.auth.sessions.list(mira?.id ?? '')).map(({ address }) => address)).toEqual(['203.0.113.9'])
})

it('behind a router, a ticket is for the whole address', async () => {
  const ask = await stage()
  const { shown } = await logIn(instance.auth, 'jwt')
  const ticket = await exchanged(instance.auth, shown, { carrier: 'ticket', path: '/files/report' })
  expect((await ask(`GET /files/report?ticket=${ticket}`)).text).toBe('report')
  const other = await exchanged(instance.auth, shown, { carrier: 'ticket', path: '/report' })
  expect((await ask(`GET /files/report?ticket=${other}`)).status).toBe(401)
})

it('mounted at our own path, it answers there too', async () => {
  const ask = await stage((auth) => express().use('/auth', latchkey(auth)))
  expect((await ask('POST /auth/login', { headers: [json], body })).status).toBe(200)
})

it.each([
  ['username=mira&password=harbour+quilt+seven', 303], ['username=mira&password=a&password=b', 400], ['username=mira&password[]=b', 400],
  ['username=mira&password[x]=b', 400], ['username[]=mira&password=b', 400],
])('a form that a parser has read says what was sent: %s', async (text, status) => {
  const ask = await stage((auth) => expressApplication(auth, { parsesBefore: true }))
  const page = await ask('GET /auth/login')
  const { csrf = '' } = formTo(page, '/auth/login')
  const cookie = page.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
  const headers = [form, ['Cookie', cookie] as const, ...Object.entries(ownPage)]
  expect((await ask('POST /auth/login', { headers, body: `${text}&csrf=${csrf}` })).status).toBe(status)
})

it('a body that somebody read and left nowhere is a fault that is reported, and no refusal', async () => {
  const ask = await stage((auth) => express().use((request, _, next) => { request.resume().on('end', next) }).use(latchkey(auth)))
  expect((await ask('POST /auth/login', { headers: [json], body })).status).toBe(500)
  expect(faults).toEqual([new TypeError('the body was read before Latchkey was given the request')])
})

it('a route without a guard has no user, and says so to its developer', async () => {
  const told: unknown[] = []
  const ask = await stage((auth) => {
    const app = express().use(latchkey(auth))
    app.get('/orders/:id', requireUser(auth), (request, response) => { response.send(`${request.params.id} ${principalOf(request).carrier}`) })
    app.get('/open', (request, response) => { response.send(principalOf(request).subject) })
    const failed: express.ErrorRequestHandler = (error, _, response, __) => {
      told.push(error)
      response.status(500).end()
    }
    return app.use(failed)
  })
  const headers = Object.entries((await logIn(instance.auth, 'jwt')).shown)
  expect((await ask('GET /orders/7', { headers })).text).toBe('7 jwt')
  expect((await ask('GET /open', { headers })).status).toBe(500)
  expect(String(told[0])).toContain('no guard ran for this request')
})
