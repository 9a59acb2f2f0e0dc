/** One request for a key set, against real servers that behave badly. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchKeySet, KeySetError } from '../../src/verify/fetch-key-set.ts'
import { answerWith, newKey, publish, setOf } from './issuer.ts'

const set = setOf(newKey())
const text = JSON.stringify(set)

async function ask(what: Parameters<typeof publish>[0]) {
  const { url } = await publish(what)
  return fetchKeySet(new URL(url), fetch)
}

const withHeaders = (headers: Readonly<Record<string, string>>) => ask(answerWith(text, headers))

describe('C-14: a request for a key set', () => {
  it.each(['application/jwk-set+json', 'application/json', 'Application/JSON; charset=utf-8'])('takes 200 of %s', async (type) => {
    const { bytes } = await withHeaders({ 'content-type': type })
    expect(bytes.toString()).toBe(text)
  })

  it.each(['text/html', 'text/plain; x=application/json', 'application/jsonp', ''])('refuses %j', async (type) => {
    await expect(withHeaders({ 'content-type': type })).rejects.toThrow('is not of application/jwk-set+json')
  })

  it.each([201, 204, 206, 304, 400, 404, 500, 503])('refuses an answer of %i', async (status) => {
    const listener = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(status === 204 || status === 304 ? undefined : text)
    }
    await expect(ask(listener)).rejects.toThrow(`was answered with ${status}`)
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
    const elsewhere = await publish(set)
    const { url } = await publish((_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(status, { location: elsewhere.url }).end()
    })
    await expect(fetchKeySet(new URL(url), fetch)).rejects.toThrow(`was answered with ${status}`)
    expect(elsewhere.connections()).toBe(0)
  })

  it('asks for exactly the URL', async () => {
    const asked: (string | undefined)[] = []
    const { url } = await publish((request: IncomingMessage, response: ServerResponse) => {
      asked.push(request.url, request.headers.accept)
      answerWith(text)(request, response)
    })
    await fetchKeySet(new URL(`${url}?tenant=a%2Fb`), fetch)
    expect(asked).toEqual(['/.well-known/jwks.json?tenant=a%2Fb', 'application/jwk-set+json, application/json'])
  })

  it('reads 256 KB and no byte more, and stops there whatever the length that was announced', async () => {
    const ofSize = (size: number) => text + ' '.repeat(size - text.length)
    expect((await ask(answerWith(ofSize(262_144)))).bytes).toHaveLength(262_144)
    await expect(ask(answerWith(ofSize(262_145)))).rejects.toThrow('has more than 262144 bytes')
    let sent = 0
    const endless = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const send = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) sent += 65_536
        if (!response.destroyed) response.once('drain', send)
      }
      send()
    }
    await expect(ask(endless)).rejects.toThrow('has more than 262144 bytes')
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })

  it('refuses what is longer only when it is unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '))
    expect(packed.length).toBeLessThan(65_536)
    await expect(ask(answerWith(packed, { 'content-encoding': 'gzip' }))).rejects.toThrow('has more than 262144 bytes')
  })

  it('refuses half an answer', async () => {
    const half = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) })
      response.write(text.slice(0, 20), () => { response.destroy() })
    }
    await expect(ask(half)).rejects.toThrow('could not be read')
  })

  it('rejects with a KeySetError where nobody listens, and names the place without its query', async () => {
    const { url, stop } = await publish(set)
    await stop()
    const error: unknown = await fetchKeySet(new URL(`${url}?key=hunter2`), fetch).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(KeySetError)
    expect(String(error)).toBe(`KeySetError: key set ${url} could not be read`)
  })

  it('waits 5 s at most, from the start to the last byte, whether nothing comes or one byte after the other', { timeout: 15_000 }, async () => {
    let closed = 0
    const silent = (_: IncomingMessage, response: ServerResponse) => { response.on('close', () => closed++) }
    const slow = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => { response.write(' ') }, 200)
      response.on('close', () => {
        clearInterval(timer)
        closed++
      })
    }
    const start = performance.now()
    const ended = await Promise.all([silent, slow].map(async (what) => {
      await expect(ask(what)).rejects.toThrow('took longer than 5 s')
      return performance.now() - start
    }))
    for (const milliseconds of ended) expect(milliseconds).toBeGreaterThan(4900)
    for (const milliseconds of ended) expect(milliseconds).toBeLessThan(6500)
    await pause(200)
    expect(closed).toBe(2)
  })

  it.each([
    ['public, max-age=120', 120],
    ['max-age=120', 120],
    ['max-age="120"', 120],
    ['public,MAX-AGE=600', 600],
    ['s-maxage=90', 600],
    ['max-age=0', 60],
    ['max-age=59', 60],
    ['no-store', 60],
    ['no-cache, max-age=600', 60],
    ['max-age=3601', 3600],
    ['max-age=9999999999', 3600],
    ['max-age=1e9', 600],
    ['max-age=-5', 600],
    ['max-age=abc', 600],
    ['', 600],
  ])('of %j is good for %i s', async (line, maxAge) => {
    expect((await withHeaders({ 'cache-control': line })).maxAge).toBe(maxAge)
  })

  it('counts the time that an answer spent in other caches', async () => {
    const aged = async (age: string) => (await withHeaders({ 'cache-control': 'max-age=300', age })).maxAge
    expect([await aged('100'), await aged('300'), await aged('x')]).toEqual([200, 60, 300])
  })
})
