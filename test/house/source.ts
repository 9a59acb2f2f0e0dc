/** Reads source files into syntax trees. By Vite's parser, since TypeScript 7 offers no interface to its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { parseSync } from 'vite'

/** Path from the root of the repository, with slashes on every system, to text. */
export type Files = ReadonlyMap<string, string>

export interface Syntax {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Step {
  readonly node: Syntax
  readonly parent: Syntax | undefined
}

/** Code of every spelling, so that none escapes the rules by its ending. */
const code = /\.[cm]?[jt]sx?$/

export function readFiles(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => code.test(name))
  const paths = names.map((name) => join(folder, name)).toSorted()
  return new Map(paths.map((path) => [path.replaceAll(sep, '/'), readFileSync(path, 'utf8')]))
}

/** Every node of a file with the node that holds it. A file that does not parse throws. */
export function* walkFile(path: string, text: string): Generator<Step> {
  const { program, errors } = parseSync(path, text, {})
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  if (isSyntax(program)) yield* walk(program, undefined)
}

function* walk(node: Syntax, parent: Syntax | undefined): Generator<Step> {
  yield { node, parent }
  for (const child of Object.values(node).flat()) {
    if (isSyntax(child)) yield* walk(child, node)
  }
}

export function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** What a field holds when that is one node or many; nothing otherwise. */
export function children(node: Syntax | undefined, field: string): Syntax[] {
  return [node?.[field]].flat().filter(isSyntax)
}

/** The name that an identifier, a private name or a string spells. */
export function nameOf(node: Syntax | undefined): string | undefined {
  if (typeof node?.['name'] === 'string') return node['name']
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
