/** docs/carriers.md shows what crosses the wire: each request on it is made again, with the credentials of this run. */
import { readFileSync } from 'node:fs'
import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { startInstance } from '../support/instance.ts'
import { createClient } from '../support/client.ts'

const page = readFileSync('docs/carriers.md', 'utf8')
const origin = 'http://localhost:3000'

/** What may differ from run to run, by its length: ids, random parts, times, the name of a request. */
function shapeOf(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<uuid>')
    .replaceAll(/(?<=lk_[a-z]{2}_|")[\w-]{22,}(?=[";])|[\w-]{30,}/g, (run) => `<${run.length}>`)
    .replaceAll(/\b1[5-9]\d{8}\b/g, '<time>')
}

const section = (name: string) => page.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? ''
const blocks = (text: string, language: string) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, 'gms'))].map(([, code = '']) => code)

interface Message { readonly first: string, readonly headers: Readonly<Record<string, readonly string[]>>, readonly body: string }

function messageOf(block: string): Message {
  const [head = '', body = ''] = block.split('\n\n')
  const [first = '', ...lines] = head.split('\n')
  const headers: Record<string, string[]> = {}
  for (const line of lines) {
    const [name = ''] = line.split(':', 1)
    ;(headers[name.toLowerCase()] ??= []).push(line.slice(name.length + 2))
  }
  return { first, headers, body }
}

/** The credentials on the page by those of this run, as answers name them. */
function exchangeOf(known: Map<string, string>, shown: string, really: string): void {
  const found = (text: string) => text.match(/lk_[a-z]{2}_[\w-]+|eyJ[\w.-]+/g) ?? []
  found(shown).forEach((one, at) => { known.set(one, found(really)[at] ?? '') })
}

describe.each(['Cookie', 'JWT', 'Token'])('docs/carriers.md, %s', (name) => {
  const messages = blocks(section(name), 'http')

  it('has seven steps', () => {
    expect([...section(name).matchAll(/^\*\*([1-7])\. /gm)].map(([, step]) => Number(step))).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(messages.length).toBeGreaterThanOrEqual(4)
  })

  it('has requests that are answered as it says', async () => {
    const { auth, close } = await startInstance({ origin })
    await createClient(auth).send('POST', '/auth/signup', { json: { username: 'mira', password: 'harbour quilt seven' } })
    const known = new Map<string, string>()
    for (let at = 0; at < messages.length; at += 2) {
      const [asked = '', answered = ''] = messages.slice(at, at + 2)
      const told = [...known].reduce((text, [shown, really]) => text.replaceAll(shown, really), asked)
      const { first, headers, body } = messageOf(told)
      const [method = '', path = ''] = first.split(' ')
      const sent = Object.entries(headers).flatMap(([header, values]) => values.map((value): [string, string] => [header, value]))
      const response = await auth.handler(new Request(origin + path, { method, headers: sent, ...(body !== '' && { body }) }), { requestId: randomUUID() })
      const text = await response.text()
      const expected = messageOf(answered)
      expect(`${first}: ${response.status}`).toBe(`${first}: ${expected.first.split(' ')[1]}`)
      for (const [header, values] of Object.entries(expected.headers)) {
        const really = header === 'set-cookie' ? response.headers.getSetCookie().filter((line) => !line.includes('-device=')) : [response.headers.get(header) ?? '']
        expect(really.map(shapeOf)).toEqual(values.map(shapeOf))
      }
      expect(shapeOf(text)).toBe(shapeOf(expected.body))
      exchangeOf(known, answered, [...response.headers.getSetCookie().filter((line) => !line.includes('-device=')), text].join('\n'))
    }
    await close()
  })
})

it('docs/carriers.md reads its own JWT, hashes its own cookie, and counts its own token', () => {
  const [, header, claims] = /"access_token":"(eyJ[\w-]+)\.([\w-]+)\./.exec(section('JWT')) ?? []
  expect([header, claims].map((part = '') => Buffer.from(part, 'base64url').toString())).toEqual(blocks(section('JWT'), 'json'))
  const [cookie = ''] = /lk_se_[\w-]+/.exec(section('Cookie')) ?? []
  expect(section('Cookie')).toContain(createHash('sha256').update(cookie).digest('base64url'))
  const [token = ''] = /lk_at_[\w-]+/.exec(section('Token')) ?? []
  expect(section('Token')).toContain(`${Buffer.from(token.slice(6), 'base64url').length} bytes, ${token.length} characters`)
})
