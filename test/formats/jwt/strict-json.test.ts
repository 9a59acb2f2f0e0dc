import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonObject, writeJsonObject } from '../../../src/formats/jwt/strict-json.ts'

const read = (text: string) => readJsonObject(Buffer.from(text))
const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`

describe('strict JSON', () => {
  it('reads every object that JSON.stringify writes, and gives the same', () => {
    const value = fc
      .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }))
      .map((object) => JSON.stringify(object))
      .filter((text) => !/"(__proto__|constructor|prototype)":/.test(text))
    fc.assert(
      fc.property(value, (text) => {
        expect(read(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('C-07: reads an escaped name as what it is, whatever was read before', () => {
    const others = ['{"sub":"a","su\\\\":"b"}', '{"x":1,"\\\\":2}', '{"y":1,"cri\\\\":2}', '{"z":1,"__proto_\\\\":2}', '{"w":1,"a\\\\":2}']
    for (const other of others) for (let n = 0; n < 3; n++) { JSON.parse(other); read(other) }
    expect(read('{"sub":"a","su\\u0062":"b"}')).toBeNull()
    expect(read('{"x":1,"\\ud800":2}')).toBeNull()
    expect(read('{"y":1,"cri\\u0074":2}')).toEqual({ y: 1, crit: 2 })
    expect(read('{"z":1,"__proto_\\u005f":2}')).toBeNull()
    // Which of two odd names it is, V8 may not know: then it is neither.
    expect(JSON.stringify(read('{"w":1,"a\\"":2}'))).toMatch(/^(null|{"w":1,"a\\"":2})$/)
  })

  it('reads blanks, escapes and members that are named in values', () => {
    expect(read(' { "a" : "b\\":\\"c" ,\n"b\\u003a" : [ { "a" : ":" } ] } ')).toEqual({
      a: 'b":"c',
      'b:': [{ a: ':' }],
    })
  })

  it.each([
    ['two members of one name', '{"alg":"none","alg":"ES256"}'],
    ['the same where one is escaped', '{"alg":"none","\\u0061lg":"ES256"}'],
    ['the same further down', '{"a":{"b":1,"b":1}}'],
    ['the same in a list', '{"a":[{"b":1,"b":1}]}'],
    ['the same with colons around', '{"a:":":","a":":","a":":"}'],
    ['the same with blanks', '{"a" : 1, "a" : 1}'],
    ['__proto__', '{"__proto__":{}}'],
    ['an escaped __proto__', '{"__proto\\u005f_":1}'],
    ['constructor', '{"a":{"constructor":1}}'],
    ['prototype', '{"prototype":1}'],
    ['a byte order mark', '\ufeff{}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['half a pair in a name', '{"\\udc00":1}'],
    ['half a pair in a list', '{"a":["\\ud800"]}'],
    ['a list', '[]'],
    ['a string', '"a"'],
    ['null', 'null'],
    ['a number', '1'],
    ['nothing', ''],
    ['two values', '{}{}'],
    ['something behind', '{}x'],
    ['a comment', '{}//'],
    ['a comma at the end', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['no quotes', '{a:1}'],
    ['NaN', '{"a":NaN}'],
    ['a control character', '{"a":"\n"}'],
    ['no-break space', '\u00a0{}'],
    ['nine levels', nested(8)],
    ['a thousand levels', nested(1000)],
  ])('C-07: refuses %s', (_, text) => expect(read(text)).toBeNull())

  it('C-07: takes eight levels', () => expect(read(nested(7))).not.toBeNull())

  it.each([
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['latin1', Buffer.from('{"a":"é"}', 'latin1')],
    ['half a pair in UTF-8', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong quote', Buffer.from([0x7b, 0xc0, 0xa2, 0x22, 0x3a, 0x31, 0x7d])],
  ])('C-07: refuses %s', (_, bytes) => expect(readJsonObject(bytes)).toBeNull())

  it('C-07: takes no text in which a member is said twice, wherever it stands', () => {
    const objects = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
      maxKeys: 6,
    })
    fc.assert(
      fc.property(objects, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (object, at, value) => {
        const members = Object.entries(object).map(
          ([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`,
        )
        const name = Object.keys(object)[at % members.length] ?? ''
        members.splice(at % (members.length + 1), 0, `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        expect(read(`{${members.join()}}`)).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })

  it('C-07: is not misled by colons inside of strings, nor by blanks before one', () => {
    expect(read('{"a":":b","c" : [":", "\\":"],"d"\n:{"e:":":"}}')).toEqual({ a: ':b', c: [':', '":'], d: { 'e:': ':' } })
    for (const twice of ['{"a":":","a":1}', '{"a" :1,"a"\t:2}', '{"\\u0061":":","a":":"}', '{"b":{"a":":","a" : ":"}}']) expect(read(twice)).toBeNull()
  })

  it('never throws', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '1', ' ') })
    fc.assert(
      fc.property(text, (inside) => void read(`{${inside}}`)),
      { numRuns: 5000 },
    )
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readJsonObject(bytes)))
  })
})

describe('what is written', () => {
  it('C-07: is what is read again', () => {
    for (const value of [{}, { a: [1, { b: null }], 'ü': '\u{1f511}' }, { x: '\\ud800' }, { x: undefined }]) {
      const json = writeJsonObject(value)
      expect(json).toBe(JSON.stringify(value))
      expect(readJsonObject(Buffer.from(json ?? ''))).toEqual(JSON.parse(json ?? ''))
    }
  })

  it('C-07: is nothing that would not be read', () => {
    const deep = Array.from({ length: 10 }).reduce<unknown>((inner) => [inner], 1)
    const named = JSON.parse('{"__proto__":{}}') as object
    for (const value of [[], null, 'x', { x: '\ud800' }, { '\udc00': 1 }, { deep }, named, { toJSON: () => 7 }]) {
      expect(writeJsonObject(value as Record<string, unknown>)).toBeNull()
    }
  })
})
