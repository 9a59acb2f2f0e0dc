import { describe, expect, it } from 'vitest'
import { importsOf } from './imports.ts'
import { checkAmbient, checkCircles, checkImports } from './rules.ts'
import { readFiles } from './source.ts'

const house = readFiles('src')
const files = (made: Record<string, string>) => new Map(Object.entries(made))

/** Two files in the given rooms, the first of which imports the second. */
function between(from: string, to: string): string[] {
  const name = to.replace(/^src\//, '../')
  return checkImports(files({ [from]: `import { a } from '${name}';`, [to]: 'export const a = 1;' }))
}

describe('the house', () => {
  it('imports one way', () => expect(checkImports(house)).toEqual([]))
  it('has no circles', () => expect(checkCircles(house)).toEqual([]))
  it('takes clock, chance, environment and output only where it is put together', () =>
    expect(checkAmbient(house)).toEqual([]))
})

describe('the rule of directions', () => {
  it.each([
    ['src/crypto/a.ts', 'src/contracts.ts'],
    ['src/crypto/a.ts', 'src/contracts/b.ts'],
    ['src/stores/a.ts', 'src/cookies/b.ts'],
    ['src/core/a.ts', 'src/transports/b.ts'],
    ['src/core/a.ts', 'src/core/b.ts'],
    ['src/pages/a.ts', 'src/http/b.ts'],
    ['src/server/a.ts', 'src/create-auth.ts'],
    ['src/server/a.ts', 'src/adapters/node.ts'],
    ['src/adapters/node.ts', 'src/contracts.ts'],
  ])('%s may import %s', (from, to) => expect(between(from, to)).toEqual([]))

  it.each([
    ['src/contracts/a.ts', 'src/crypto/b.ts'],
    ['src/formats/a.ts', 'src/transports/b.ts'],
    ['src/transports/a.ts', 'src/stores/b.ts'],
    ['src/stores/a.ts', 'src/formats/b.ts'],
    ['src/core/a.ts', 'src/accounts/b.ts'],
    ['src/http/a.ts', 'src/pages/b.ts'],
    ['src/http/a.ts', 'src/index.ts'],
    ['src/adapters/a.ts', 'src/core/b.ts'],
    ['src/client/a.ts', 'src/adapters/b.ts'],
    ['src/server/a.ts', 'src/index.ts'],
  ])('%s may not import %s', (from, to) => expect(between(from, to)).toHaveLength(1))

  it('holds the files that stand by themselves', () => {
    const text = ['./core/a.ts', './accounts/b.ts', './server/c.ts'].map((name) => `export * from '${name}';`).join('')
    const rest = { 'src/core/a.ts': '', 'src/accounts/b.ts': '', 'src/server/c.ts': '' }
    expect(checkImports(files({ 'src/verify.ts': text, ...rest }))).toHaveLength(2)
    expect(checkImports(files({ 'src/index.ts': text, ...rest }))).toHaveLength(1)
    expect(checkImports(files({ 'src/testing.ts': text, ...rest }))).toHaveLength(1)
  })

  it('tells the file, the line, the import and the rule', () => {
    const made = { 'src/client/a.ts': `\nimport '../crypto/b.ts';`, 'src/crypto/b.ts': '' }
    expect(checkImports(files(made))).toEqual([
      `src/client/a.ts:2: value import of '../crypto/b.ts': client may import contracts, not crypto`,
    ])
  })

  it.each([
    [`import type { B } from '../http/b.ts';`],
    [`import { type B } from '../http/b.ts';`],
    [`import '../http/b.ts';`],
    [`export * from '../http/b.ts';`],
    [`export * as b from '../http/b.ts';`],
    [`export type { B } from '../http/b.ts';`],
    [`const b = await import('../http/b.ts');`],
    [`type B = import('../http/b.ts').B;`],
    [`import {\n  a, // from './a.ts'\n} from '../http/b.ts';`],
  ])('sees %j', (text) => {
    expect(checkImports(files({ 'src/core/a.ts': text, 'src/http/b.ts': '' }))).toHaveLength(1)
  })

  it('sees no import in comments and strings', () => {
    const text = `// import '../http/b.ts';\n/* import '../http/b.ts'; */ const s = "import '../http/b.ts'";`
    expect(checkImports(files({ 'src/core/a.ts': text, 'src/http/b.ts': '' }))).toEqual([])
  })

  it('tells value, type and dynamic imports apart', () => {
    const text = `import 'a'; import type { B } from 'b'; export * from 'c'; await import('d'); await import(e);`
    expect(importsOf('a.ts', text).map(({ kind, from }) => [kind, from])).toEqual([
      ['value', 'a'],
      ['type', 'b'],
      ['value', 'c'],
      ['dynamic', 'd'],
      ['dynamic', undefined],
    ])
  })

  it.each([
    ['an unknown room', { 'src/utils/a.ts': '' }],
    ['an unknown file at the top', { 'src/extra.ts': '' }],
    ['another kind of file', { 'src/core/a.js': '' }],
    ['a missing file', { 'src/core/a.ts': `import './b.ts';` }],
    ['an ending that only a compiler understands', { 'src/core/a.ts': `import './b.js';`, 'src/core/b.ts': '' }],
    ['a file outside of src', { 'src/core/a.ts': `import '../../test/b.ts';` }],
    ['its own package by name', { 'src/core/a.ts': `import 'latchkey/node';` }],
    ['a computed name', { 'src/core/a.ts': `await import(name);` }],
  ])('refuses %s', (_, made) => expect(checkImports(files(made))).toHaveLength(1))

  it('lets only server import by a computed name', () => {
    expect(checkImports(files({ 'src/server/a.ts': `await import(name);` }))).toEqual([])
  })
})

describe('the rule of contracts', () => {
  it.each([
    [`import { z } from 'zod';`],
    [`import type { z } from 'zod';`],
    [`import { KeyObject } from 'node:crypto';`],
    [`import { type KeyObject } from 'node:crypto';`],
    [`await import('node:crypto');`],
  ])('refuses %j', (text) => expect(checkImports(files({ 'src/contracts.ts': text }))).toHaveLength(1))

  it('takes types of node:, and its own folder', () => {
    const text = `import type { KeyObject } from 'node:crypto'; export type * from './contracts/a.ts';`
    expect(checkImports(files({ 'src/contracts.ts': text, 'src/contracts/a.ts': '' }))).toEqual([])
  })
})

describe('the rule of circles', () => {
  it('tells a circle once, with its way', () => {
    const made = {
      'src/core/a.ts': `import './b.ts';`,
      'src/core/b.ts': `import type { C } from './c.ts';`,
      'src/core/c.ts': `const b = await import('./b.ts');`,
      'src/core/d.ts': `import './a.ts';`,
    }
    expect(checkCircles(files(made))).toEqual(['circle of imports: src/core/b.ts -> src/core/c.ts -> src/core/b.ts'])
  })

  it('refuses a file that imports itself', () => {
    expect(checkCircles(files({ 'src/core/a.ts': `import './a.ts';` }))).toHaveLength(1)
  })

  it('takes two ways to one file', () => {
    const made = { 'src/core/a.ts': `import './b.ts'; import './c.ts';`, 'src/core/b.ts': `import './c.ts';` }
    expect(checkCircles(files({ ...made, 'src/core/c.ts': '' }))).toEqual([])
  })
})

describe('the rule of what is in reach', () => {
  it.each([
    ['Date.now();'],
    ['Date["now"]();'],
    ['const { now } = Date;'],
    ['const clock = Date.now;'],
    ['new Date();'],
    ['Math.random();'],
    ['console.log(1);'],
    ['globalThis.console.log(1);'],
    ['globalThis.Date.now();'],
    ['process.env["PORT"];'],
    ['const { env } = process;'],
    ['import { env } from "node:process";'],
  ])('refuses %j in a room, and takes it in server', (text) => {
    const rooms = ['contracts', 'crypto', 'cookies', 'formats', 'transports', 'stores', 'core', 'accounts', 'http']
    for (const room of rooms) {
      expect(checkAmbient(files({ [`src/${room}/a.ts`]: text }))).toHaveLength(1)
    }
    expect(checkAmbient(files({ 'src/server/a.ts': text }))).toEqual([])
  })

  it('takes the clock in create-auth, and not the environment', () => {
    expect(checkAmbient(files({ 'src/create-auth.ts': 'Date.now(); process.env;' }))).toEqual([
      'src/create-auth.ts:1: process.env is for server alone',
    ])
  })

  it('refuses a clock in adapters and pages', () => {
    const made = { 'src/adapters/a.ts': 'Date.now();', 'src/pages/a.ts': 'Date.now();' }
    expect(checkAmbient(files(made))).toHaveLength(2)
  })

  it('takes a date of a given time, and words in comments and strings', () => {
    const text = 'new Date(0); clock.now(); record.env; const s = "Date.now()"; // console.log'
    expect(checkAmbient(files({ 'src/core/a.ts': text }))).toEqual([])
  })
})
