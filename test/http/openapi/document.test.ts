/** The document is valid OpenAPI 3.1, names every route once, and is served to anybody; the page of it loads nothing from elsewhere. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jwt } from '../../../src/formats/jwt.ts'
import { header } from '../../../src/transports/header.ts'
import { carrier } from '../../../src/core/carriers.ts'
import { lines } from '../../../src/http/app.ts'
import { contractVersion, openapi } from '../../../src/http/openapi/document.ts'
import { operations as described } from '../../../src/http/openapi/operations.ts'
import { writeOpenapi } from '../../../src/server/commands/openapi.ts'
import { loadedWith } from '../../house/graph.ts'
import { readHtml } from '../../pages/read-html.ts'
import { createClient } from '../../support/client.ts'
import { startInstance, type Instance } from '../../support/instance.ts'
import { document, operations } from './described.ts'

let instance: Instance
beforeAll(async () => { instance = await startInstance() })
afterAll(() => instance.close())
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => createClient(instance.auth).send('GET', path, { headers })

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true })
  })

  it('has an entry for every route of the router, and for nothing else', () => {
    const routed = lines.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(Object.keys(described).toSorted()).toEqual(routed.toSorted())
    expect(operations).toHaveLength(lines.length)
  })

  it('is not made where a route has no entry', () => {
    const more = [...lines, { method: 'GET', path: '/new', isOutside: false }] as const
    expect(() => openapi({ base: '/auth', lines: more, carriers: [] })).toThrow('GET /new has no entry in src/http/openapi/operations')
  })

  it('names the ways to show a credential: a cookie, a bearer, a header, and a ticket in an address', () => {
    const { securitySchemes } = document['components'] as { securitySchemes: Readonly<Record<string, { readonly type: string, readonly in?: string, readonly name?: string, readonly scheme?: string }>> } // as document.ts writes it
    expect(Object.entries(securitySchemes).map(([id, one]) => [id, { type: one.type, ...(one.in === undefined ? { scheme: one.scheme } : { in: one.in, name: one.name }) }])).toEqual([
      ['cookie', { type: 'apiKey', in: 'cookie', name: '__Host-latchkey' }],
      ['bearer', { type: 'http', scheme: 'bearer' }],
      ['tokenHeader', { type: 'apiKey', in: 'header', name: 'X-Auth-Token' }],
      ['ticket', { type: 'apiKey', in: 'query', name: 'ticket' }],
    ])
  })

  it('takes a ticket on GET /auth/me and nowhere else', () => {
    const takes = operations.filter(({ operation }) => JSON.stringify(operation.security).includes('ticket'))
    expect(takes.map(({ line }) => line)).toEqual(['GET /auth/me'])
  })

  it('names the transports of other carriers', () => {
    const other = openapi({ base: '/auth', lines, carriers: [carrier('legacy', jwt({ algorithm: 'EdDSA' }), [header({ name: 'X-Legacy' })])] })
    expect(other['components']).toMatchObject({ securitySchemes: { legacyHeader: { in: 'header', name: 'X-Legacy' } } })
  })

  it('has one name for each operation', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has the version with which that of the package begins', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string } // our own file
    expect(version.startsWith(`${contractVersion}.`)).toBe(true)
  })

  it('is loaded with no route: it is made when it is asked for', () => {
    const { files } = loadedWith('src/http/app.ts', { dynamic: false })
    expect([...files].filter((name) => name.includes('/openapi/'))).toEqual(['src/http/openapi/description.ts'])
  })
})

describe('GET /auth/openapi.json', () => {
  it('is the document, for anybody, and may be kept for an hour', async () => {
    const answer = await get('/auth/openapi.json')
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'application/json', 'public, max-age=3600'])
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)))
  })

  it('names the base path of this instance', async () => {
    const other = await startInstance({ base: '/account' })
    const { body } = await createClient(other.auth).send('GET', '/account/openapi.json')
    expect(Object.keys(body['paths'] as object)).toContain('/account/login')
    await other.close()
  })
})

describe('GET /auth/docs', () => {
  it.each([['en', 'The HTTP interface', 'Log in;'], ['zh-Hans', 'HTTP 接口', '登录；']])('speaks %s', async (language, title, words) => {
    const { status, text } = await get('/auth/docs', { 'accept-language': language })
    expect(status).toBe(200)
    expect(text).toContain(`<html lang="${language}"`)
    expect(text).toContain(`<h1>${title}</h1>`)
    expect(text).toContain(words)
  })

  it('shows every operation', async () => {
    const { text } = await get('/auth/docs')
    const shown = readHtml(text).filter(({ name }) => name === 'details')
    expect(shown).toHaveLength(operations.length)
    for (const { line } of operations) expect(text).toContain(`<b>${line.split(' ')[0]}</b> ${line.split(' ')[1]}</code>`)
  })

  it('loads the style sheet and the icon of this origin, no script, and nothing else', async () => {
    const { text, headers } = await get('/auth/docs')
    const loads = readHtml(text).flatMap(({ name, attributes }) => [attributes['src'], name === 'link' ? attributes['href'] : undefined].filter((one) => one !== undefined))
    expect(loads.every((one) => one.startsWith('/auth/assets/'))).toBe(true)
    expect(text).not.toMatch(/<script|<style|style=|https?:\/\//)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self'; /)
  })

  it('is small', async () => {
    expect(gzipSync((await get('/auth/docs')).text).length).toBeLessThan(12_000)
  })
})

describe('latchkey openapi', () => {
  it('is the document of a server with the standard carriers, and needs no configuration', async () => {
    const flags = { is: () => false, one: () => undefined, many: () => [] }
    const { text, json } = await writeOpenapi({ words: [], flags, config: () => Promise.reject(new Error('it was asked for')) })
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)))
    expect(JSON.stringify(json)).toBe(text)
  })
})
