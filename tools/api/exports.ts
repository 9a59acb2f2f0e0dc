/** What each entry of package.json exports, as the compiler declared it (`dist/*.d.ts`): name, doc comment and declaration. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseSync } from 'vite'

export interface Exported {
  readonly name: string
  readonly kind: 'class' | 'function' | 'interface' | 'type' | 'value'
  /** The doc comment as prose; empty where there is none. */
  readonly comment: string
  /** The declaration, with the comments of its members. */
  readonly text: string
  /** Where it stands, so that what two entries export is known to be one thing. */
  readonly file: string
}

export interface Entry { readonly name: string, readonly about: string, readonly exports: readonly Exported[] }

interface Node { readonly type: string, readonly start: number, readonly end: number, readonly [field: string]: unknown }
interface Module { readonly text: string, readonly body: readonly Node[], readonly comments: readonly { readonly start: number, readonly end: number }[] }

const kinds: Readonly<Record<string, Exported['kind']>> = {
  ClassDeclaration: 'class', TSDeclareFunction: 'function', FunctionDeclaration: 'function', TSInterfaceDeclaration: 'interface',
  TSTypeAliasDeclaration: 'type', VariableDeclaration: 'value',
}

/** All entries, by the order of package.json. Build first. */
export function readEntries(root: string): readonly Entry[] {
  const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { exports: Record<string, string | { types: string }> } // our own file
  const read = createReader()
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const file = resolve(root, target.types)
    const exports = [...read.exportsOf(file).values()].toSorted((one, other) => one.name < other.name ? -1 : 1)
    return [{ name: path.replace('.', 'latchkey'), about: aboutIn(file.replace(/([\\/])dist([\\/])/, '$1src$2').replace('.d.ts', '.ts')), exports }]
  })
}

function createReader() {
  const modules = new Map<string, Module>()

  function moduleAt(file: string): Module {
    const known = modules.get(file)
    if (known !== undefined) return known
    const text = readFileSync(file, 'utf8')
    const { program, comments, errors } = parseSync(file, text, { lang: 'dts' })
    if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
    const read = { text, body: program.body as unknown as readonly Node[], comments } // a syntax tree, read by its field names alone
    modules.set(file, read)
    return read
  }

  function exportsOf(file: string): Map<string, Exported> {
    const found = new Map<string, Exported>()
    for (const node of moduleAt(file).body) {
      const from = sourceOf(node, file)
      if (node.type === 'ExportAllDeclaration' && from !== undefined) for (const [name, one] of exportsOf(from)) found.set(name, one)
      if (node.type !== 'ExportNamedDeclaration') continue
      for (const one of declarationsIn(node, file)) found.set(one.name, one)
      for (const { local, exported } of specifiersOf(node)) {
        const one = from === undefined ? localIn(file, local) : exportsOf(from).get(local)
        if (one === undefined) throw new Error(`${file}: ${local} is not found`)
        found.set(exported, { ...one, name: exported })
      }
    }
    return found
  }

  function declarationsIn(node: Node, file: string): readonly Exported[] {
    const declaration = (node['declaration'] ?? (node.type.startsWith('Export') ? null : node)) as Node | null // a field of the tree
    const kind = kinds[declaration?.type ?? '']
    if (declaration === null || kind === undefined) return []
    const { text, comments } = moduleAt(file)
    const comment = comments.findLast(({ end }) => end <= node.start && text.slice(end, node.start).trim() === '')
    const prose = comment === undefined ? '' : proseOf(text.slice(comment.start, comment.end))
    const shown = text.slice(node.start, node.end).replace(/^export (declare )?/, '').replace(/^declare /, '')
    return namesOf(declaration).map((name) => ({ name, kind, comment: prose, text: shown, file }))
  }

  /** What a file exports by a list of names: declared there, or imported. */
  function localIn(file: string, name: string): Exported | undefined {
    for (const node of moduleAt(file).body) {
      const one = declarationsIn(node, file).find((declared) => declared.name === name)
      if (one !== undefined) return one
      const from = sourceOf(node, file)
      const imported = node.type === 'ImportDeclaration' ? specifiersOf(node).find(({ exported }) => exported === name) : undefined
      if (imported !== undefined && from !== undefined) return exportsOf(from).get(imported.local)
    }
    return undefined
  }

  return { exportsOf }
}

/** The comment at the head of a source file: the compiler drops it where it drops the import behind it. */
function aboutIn(file: string): string {
  const [comment = ''] = /^\/\*\*.*?\*\//s.exec(readFileSync(file, 'utf8')) ?? []
  return proseOf(comment)
}

function namesOf(declaration: Node): readonly string[] {
  const named = declaration.type === 'VariableDeclaration' ? declaration['declarations'] as { id: { name: string } }[] : [declaration as unknown as { id: { name: string } }] // fields of the tree
  return named.map(({ id }) => id.name)
}

function specifiersOf(node: Node): readonly { readonly local: string, readonly exported: string }[] {
  const specifiers = (node['specifiers'] ?? []) as Record<string, { name: string } | undefined>[] // fields of the tree
  return specifiers.map(({ imported, local, exported }) => ({
    local: (imported ?? local)?.name ?? '', exported: (exported ?? local)?.name ?? '',
  }))
}

function sourceOf(node: Node, file: string): string | undefined {
  const { value = '' } = (node['source'] ?? {}) as { value?: string } // a field of the tree
  return value.startsWith('.') ? resolve(dirname(file), value.replace(/\.(js|ts)$/, '.d.ts')) : undefined
}

function proseOf(comment: string): string {
  if (!comment.startsWith('/**')) return ''
  return comment.slice(3, -2).split('\n').map((line) => line.replace(/^\s*\* ?/, '')).join('\n').trim()
}
