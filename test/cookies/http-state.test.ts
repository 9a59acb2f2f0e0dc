/** The suite of the http-state working group (2011), and the cases that later rules decide otherwise. */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseCookies, readCookie } from '../../src/cookies/parse.ts'
import { readVectors } from '../crypto/vectors.ts'
import { openBrowser } from './browser.ts'
import { differencesInLines, differencesInMaps } from './http-state.ts'

interface HttpStateCase {
  readonly test: string
  readonly received: readonly string[]
  readonly 'sent-to'?: string
  readonly sent: readonly { readonly name: string; readonly value: string }[]
}

const cases = readVectors('http-state/parser.json') as readonly HttpStateCase[] | null
/** A server has something to read where the browser sends something, and the suite counts no disabled case. */
const serverSide = cases?.filter(({ test, sent }) => sent.length > 0 && !test.startsWith('DISABLED_')) ?? []
/** 1 May 2011. The suite holds dates of 2019 for the future. */
const now = 1_304_208_000

/** A character for each byte, as Node and fetch give headers. */
const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const pairsOf = ({ sent }: HttpStateCase) => sent.map(({ name, value }) => [bytes(name), bytes(value)] as const)
const headerOf = (state: HttpStateCase) => pairsOf(state).map((pair) => pair.join('=')).join('; ')
/** All values of each name, names in the order of their first. */
const valuesOf = (state: HttpStateCase) =>
  [...Map.groupBy(pairsOf(state), ([name]) => name)].map(([name, pairs]) => [name, pairs.map(([, value]) => value)])
const read = (header: string) => [...parseCookies(header).keys()].map((name) => [name, readCookie(header, name)])

/** The Cookie header of a browser that got these lines. */
function headerAfter({ test, received, 'sent-to': sentTo = '/cookie-parser-result' }: HttpStateCase): string {
  const from = new URL(`http://home.example.org:8888/cookie-parser?${test.toLowerCase()}`)
  const browser = openBrowser(now)
  for (const line of received) browser.receive(bytes(line), from)
  return browser.send(new URL(sentTo, from))
}

/** Names of the cases on which the two disagree. */
function disagreeing(states: readonly HttpStateCase[], judge: (state: HttpStateCase) => readonly [unknown, unknown]) {
  return states.filter((state) => !isDeepStrictEqual(...judge(state))).map(({ test }) => test)
}

it('docs/cookies.md names the cases of http-state that we decide against, each with its reason, and no others', () => {
  const page = readFileSync(new URL('../../docs/cookies.md', import.meta.url), 'utf8')
  const rows = [...page.slice(page.indexOf('## http-state')).matchAll(/^\| ([A-Z_]+\d+) \| (.{20,}) \|$/gm)]
  const expected = [...Object.keys(differencesInMaps), ...Object.keys(differencesInLines)]
  expect(rows.map(([, name]) => name)).toEqual(expected)
})

describe.skipIf(cases === null)('http-state', () => {
  it('has 132 cases for a server among its 222', () => {
    expect(cases).toHaveLength(222)
    expect(serverSide).toHaveLength(132)
  })

  it('B-19, B-20: all 132 headers are read as the suite has it, every value of every name', () => {
    expect(disagreeing(serverSide, (state) => [read(headerOf(state)), valuesOf(state)])).toEqual([])
  })

  it('B-19: the Map of parseCookies holds the first of a name, and differs where the suite sends it twice', () => {
    const wrong = disagreeing(serverSide, (state) => [[...parseCookies(headerOf(state))], pairsOf(state)])
    expect(wrong).toEqual(Object.keys(differencesInMaps))
  })

  it('B-20: the lines of all 222, through a browser, are read as the suite has it, but for those that we name', () => {
    const wrong = disagreeing(cases ?? [], (state) => [read(headerAfter(state)), valuesOf(state)])
    expect(wrong).toEqual(Object.keys(differencesInLines))
  })
})
