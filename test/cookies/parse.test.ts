import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCookies, readCookie } from '../../src/cookies/parse.ts'
import { readVectors } from '../crypto/vectors.ts'

interface BrowserTest {
  readonly test: string
  readonly sent: readonly { readonly name: string; readonly value: string }[]
}

const httpState = readVectors('http-state/parser.json') as readonly BrowserTest[] | null
const topSites = readVectors('jshttp-cookie/top-cookie.json') as Readonly<Record<string, string>> | null
const ours = '__Host-latchkey'

describe('parseCookies', () => {
  it('B-20: keeps values byte for byte: quotes, percent signs, further equals signs', () => {
    expect([...parseCookies('a=1; b="2"; c=%41; d=x=y; e=')]).toEqual([
      ['a', '1'],
      ['b', '"2"'],
      ['c', '%41'],
      ['d', 'x=y'],
      ['e', ''],
    ])
  })

  it.each([undefined, null, '', ' ', ';', '; ;\t;'])('finds nothing in %j', (header) =>
    expect(parseCookies(header).size).toBe(0),
  )

  it('gives the first of a name that comes twice', () => expect(parseCookies('a=1; a=2').get('a')).toBe('1'))

  it('B-20: ignores cookies without a name and parts without an equals sign', () => {
    expect([...parseCookies(`=x; ${ours}; =${ours}=evil; a=b`)]).toEqual([['a', 'b']])
  })

  it('takes names of the language for names like others', () => {
    expect([...parseCookies('__proto__=1; constructor=2')]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  it.skipIf(httpState === null)('reads what browsers send in all 222 tests of http-state', () => {
    for (const { sent } of httpState ?? []) {
      const header = sent.map(({ name, value }) => `${name}=${value}`).join('; ')
      // The first of each name. What a browser sends without a name no header can tell.
      const firsts = new Map(
        sent
          .filter(({ name }) => name !== '')
          .toReversed()
          .map(({ name, value }) => [name, value]),
      )
      expect(new Map([...firsts].map(([name]) => [name, parseCookies(header).get(name)]))).toEqual(firsts)
    }
    expect(httpState).toHaveLength(222)
  })

  it.skipIf(topSites === null)('reads what the best known sites set', () => {
    for (const header of Object.values(topSites ?? {})) {
      expect([...parseCookies(header)].map(([name, value]) => `${name}=${value}`).join('; ')).toBe(header)
    }
  })
})

describe('readCookie', () => {
  it('finds what splitting the whole header would find', () => {
    const pieces = fc.array(fc.constantFrom('a=', '__a=', 'a', '=', ';', '; ', ' ', '\t', 'x', ' a=b', ';a=c', '\u00a0'), { maxLength: 12 })
    fc.assert(fc.property(pieces, (parts) => {
      const header = parts.join('')
      const pairs = header.split(';').map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''))
      expect(readCookie(header, 'a')).toEqual(pairs.filter((pair) => pair.startsWith('a=')).map((pair) => pair.slice(2)))
    }), { numRuns: 2000 })
  })

  it('B-19: gives every value of the name, in one header or in two that were joined', () => {
    expect(readCookie(`${ours}=a; x=y; ${ours}=b`, ours)).toEqual(['a', 'b'])
    expect(readCookie(`${ours}=a;${ours}=b`, ours)).toEqual(['a', 'b'])
  })

  it('gives an empty value where it is empty', () => expect(readCookie(`${ours}=`, ours)).toEqual(['']))

  it.each([
    ['another case', '__HOST-latchkey=x'],
    ['a space of Unicode in front', `\u2000${ours}=x`],
    ['a no-break space in front', `\u00a0${ours}=x`],
    ['a space behind the name', `${ours} =x`],
    ['a tab behind the name', `${ours}\t=x`],
    ['quotes', `"${ours}"=x`],
    ['a version of RFC 2109', `$Version=1,${ours}=x`],
    ['a nameless cookie', `=${ours}=x`],
    ['percent-encoding', '%5F_Host-latchkey=x'],
    ['a longer name', `x${ours}=x`],
    ['a name that goes on', `${ours}2=x`],
    ['no equals sign', ours],
    ['the value of another', `a=${ours}=x`],
    ['a comma in front', `,${ours}=x`],
    ['a line feed in front', `\n${ours}=x`],
    ['a null in front', `\0${ours}=x`],
  ])('B-20: finds nothing under %s', (_, header) => expect(readCookie(header, ours)).toEqual([]))

  it('takes away spaces and tabs around a pair, and no others', () => {
    expect(readCookie(` \t${ours}=x \t; `, ours)).toEqual(['x'])
    expect(readCookie(`${ours}=x\u00a0`, ours)).toEqual(['x\u00a0'])
  })

  it('agrees with parseCookies on the first value of every name', () => {
    const header = fc.string({ unit: fc.constantFrom('a', 'b', '=', ';', ' ', '\t', '"', '\u00a0') })
    fc.assert(
      fc.property(header, (text) => {
        for (const [name, value] of parseCookies(text)) expect(readCookie(text, name)[0]).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['semicolons', ';'],
    ['pairs', 'a=b; '],
    ['halves of pairs', 'a;'],
    ['spaces', ' '],
    ['our name', ours],
    ['equals signs', '='],
    ['spaces between semicolons', `${' '.repeat(999)};`],
  ])('reads 100 KB of %s in linear time', (_, part) => {
    const time = (size: number) => {
      const header = part.repeat(size / part.length)
      const start = performance.now()
      readCookie(header, ours)
      parseCookies(header)
      return performance.now() - start
    }
    time(100_000)
    expect(Math.min(time(100_000), time(100_000), time(100_000))).toBeLessThan(100)
  })
})
