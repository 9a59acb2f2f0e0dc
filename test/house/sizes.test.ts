import { describe, expect, it } from 'vitest'
import { checkSizes } from './sizes.ts'
import { readFiles } from './source.ts'

const check = (text: string) => checkSizes(new Map([['src/a.ts', text]]))
const lines = (count: number) => 'f();\n'.repeat(count)

describe('the house', () => {
  it('has small files, small functions and short parameter lists', () => {
    expect(checkSizes(readFiles('src'))).toEqual([])
  })
})

describe('the size of a file', () => {
  it('is 250 lines at most', () => {
    expect(check(lines(250))).toEqual([])
    expect(check(lines(251))).toEqual(['src/a.ts: 251 lines; a file has at most 250'])
  })
})

describe('the size of a function', () => {
  it.each([
    ['a function', 'export function long() {\n', '}'],
    ['an arrow', 'const long = async () => {\n', '};'],
    ['a function expression', 'const long = function () {\n', '};'],
    ['a method of an object', 'const o = { async long() {\n', '} };'],
    ['a getter', 'const o = { get long() {\n', '} };'],
    ['a field of an object', 'const o = { long: () => {\n', '} };'],
    ['a method of a class', 'class C { long() {\n', '} }'],
    ['a function in a function', 'function outer() { return () => {\n', '}; }'],
  ])('is 40 lines at most for %s', (_, head, foot) => {
    expect(check(head + lines(38) + foot)).toEqual([])
    expect(check(head + lines(39) + foot)).not.toEqual([])
  })

  it('starts at the head, not at the body', () => {
    const text = `// é 🗝\nfunction long(\n  a: string,\n) {\n${lines(37)}}`
    expect(check(text)).toEqual(['src/a.ts:2: long has 41 lines; a function has at most 40'])
  })

  it('is not that of a template which an arrow returns', () => {
    expect(check(`const page = () => html\`\n${lines(60)}\`;`)).toEqual([])
  })
})

describe('a parameter list', () => {
  it.each([
    ['function f(LIST) {}'],
    ['declare function f(LIST): void;'],
    ['const f = (LIST) => 1;'],
    ['const o = { f(LIST) {} };'],
    ['class C { f(LIST) {} }'],
    ['class C { constructor(LIST) {} }'],
    ['abstract class C { abstract f(LIST): void; }'],
    ['type F = (LIST) => void;'],
    ['type F = new (LIST) => object;'],
    ['interface I { f(LIST): void }'],
    ['interface I { f: (LIST) => void }'],
    ['interface I { (LIST): void }'],
    ['interface I { new (LIST): object }'],
  ])('has three names at most in %s', (text) => {
    expect(check(text.replace('LIST', 'a: A, b?: B, ...c: C[]'))).toEqual([])
    expect(check(text.replace('LIST', 'a: A, b: B, { c }: C, ...d: D[]'))).toHaveLength(1)
  })

  it('does not count the type of this', () => {
    expect(check('function f(this: T, a: A, b: B, c: C) {}')).toEqual([])
  })
})
