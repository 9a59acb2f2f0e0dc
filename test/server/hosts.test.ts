import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { judgeHost as judge } from '../../src/server/hosts.ts'
import { incomingWith } from './incoming.ts'

const local = new URL('http://localhost:3000')
const publicOrigin = new URL('https://app.example.com')
const judgeHost = (incoming: IncomingMessage, origin: URL, guarded: readonly string[] = []) =>
  judge(incoming, { origin, guarded: new Set(guarded), base: '/auth' })

describe('E-01: a host', () => {
  it.each([
    [publicOrigin, 'app.example.com'], [publicOrigin, 'APP.Example.com'], [local, 'localhost:3000'],
  ])('of %s is ours where a request names %s', async (origin, host) => {
    expect(judgeHost(await incomingWith({ host }), origin)).toEqual({ is: 'ours' })
  })

  it.each([
    'evil.example', 'app.example.com.evil.example', 'evil.example#app.example.com', 'app.example.com:8443',
    'app.example.com@evil.example',
    'app.example.com.', ' app.example.com, evil.example', 'xn--app.example.com', '', 'localhost', '127.0.0.1', '[::1]',
  ])('is foreign where it is %j', async (host) => {
    expect(judgeHost(await incomingWith({ host }), publicOrigin)).toEqual({ is: 'foreign' })
  })

  it('E-13: is foreign where it comes twice, is missing, or stands in the target', async () => {
    const twice = await incomingWith({ lines: ['Host: app.example.com', 'Host: app.example.com'] })
    const missing = await incomingWith({ lines: [], version: '1.0' })
    const inTarget = await incomingWith({ host: 'app.example.com', target: 'http://app.example.com/' })
    for (const one of [twice, missing, inTarget]) expect(judgeHost(one, publicOrigin)).toEqual({ is: 'foreign' })
  })

  it('is never that of a forwarding header', async () => {
    const lines = ['Host: evil.example', 'X-Forwarded-Host: app.example.com', 'Forwarded: host=app.example.com']
    const incoming = await incomingWith({ lines })
    expect(judgeHost(incoming, publicOrigin)).toEqual({ is: 'foreign' })
  })
})

describe('someone who typed another name of this machine', () => {
  it.each([
    '127.0.0.1:3000', '[::1]:3000', '127.0.0.1', 'localhost:1', 'LOCALHOST',
  ])('is led from %s to the one origin, to look', async (host) => {
    const target = '/auth/login?return_to=%2F'
    const location = `http://localhost:3000${target}`
    expect(judgeHost(await incomingWith({ host, target }), local)).toEqual({ is: 'alias', location })
  })

  it.each(['POST', 'DELETE', 'PUT'])('is not led anywhere with %s', async (method) => {
    expect(judgeHost(await incomingWith({ host: '127.0.0.1:3000', method }), local)).toEqual({ is: 'foreign' })
  })

  it.each([
    '//evil.example/x', '/\\evil.example', '/@evil.example',
  ])('stays on the origin with the target %s', async (target) => {
    const verdict = judgeHost(await incomingWith({ host: '127.0.0.1:3000', target }), local)
    expect(new URL(verdict.is === 'alias' ? verdict.location : '').origin).toBe(local.origin)
  })

  it.each([
    '127.0.0.1.evil.example:3000', 'localhost.evil.example', '127.0.0.2:3000', '0.0.0.0:3000',
  ])('is not taken for one at %s', async (host) => {
    expect(judgeHost(await incomingWith({ host }), local)).toEqual({ is: 'foreign' })
  })
})

describe('a host behind forward-auth', () => {
  const guarded = ['wiki.example.com']
  it.each(['/auth/enter?ticket=x', '/auth/forward', '/auth/logout'])('is ours for %s', async (target) => {
    expect(judgeHost(await incomingWith({ host: 'Wiki.example.com', target }), publicOrigin, guarded)).toEqual({ is: 'ours' })
  })

  it.each(['/', '/auth', '/authority', '/auth.css', '/.well-known/jwks.json', '/%61uth/enter'])('E-01: is foreign for %s', async (target) => {
    expect(judgeHost(await incomingWith({ host: 'wiki.example.com', target }), publicOrigin, guarded)).toEqual({ is: 'foreign' })
  })
})
