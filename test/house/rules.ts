/** The rules of the house (ARCHITECTURE.md): which room imports which, no circles, no hidden clock. */
import { posix } from 'node:path'
import { type Import, importsOf } from './imports.ts'
import { children, type Files, lineOf, nameOf, type Syntax, walkFile } from './source.ts'

/** Each step may import every step to its left; rooms that share a step may not import each other. */
const steps = [
  ['contracts'],
  ['crypto'],
  ['cookies'],
  ['formats', 'transports', 'stores'],
  ['core'],
  ['accounts'],
  ['http'],
  ['pages'],
  ['create-auth'],
  ['lab'],
  ['server'],
]

const leftOf = (room: string) => steps.slice(0, steps.findIndex((step) => step.includes(room))).flat()
const belowServer = [...leftOf('server'), 'verify', 'adapters', 'client']

/** A room may always import itself. */
const mayImport: ReadonlyMap<string, readonly string[]> = new Map([
  ...steps.flat().map((room) => [room, leftOf(room)] as const),
  ['server', [...leftOf('server'), 'adapters', 'redis']],
  ['redis', ['contracts', 'crypto', 'stores']],
  ['verify', [...leftOf('core'), 'core']],
  ['jose', ['contracts', 'crypto', 'formats']],
  ['token', leftOf('core')],
  ['adapters', ['contracts']],
  ['client', ['contracts']],
  ['index', belowServer],
  ['testing', belowServer],
])

/** Where the parts are put together, and where alone the clock and the output of the process are taken up. */
const compositionRoots = ['create-auth', 'server', 'verify']

/** What is in reach everywhere in JavaScript, and the rooms that may reach for it. */
const ambient: ReadonlyMap<string, readonly string[]> = new Map([
  ['process.env', ['server']],
  // latchkey/jose, latchkey/token and latchkey/client are put together for themselves: whoever uses them need not bring a clock.
  ['Date.now', [...compositionRoots, 'jose', 'token', 'client']],
  ['new Date()', compositionRoots],
  ['Math.random', compositionRoots],
  ['console', compositionRoots],
])

/** The folder under src, or a file that stands there alone: src/core/keys.ts is in core, src/verify.ts in verify. */
export function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '')
}

/** Rules (a) and (c): directions, and contracts that need nothing to be read. */
export function checkImports(files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith('.ts')) return [`${path}: src holds .ts files alone`]
    if (!mayImport.has(roomOf(path))) return [`${path}: the house has no room '${roomOf(path)}'; rules.ts names them`]
    return importsOf(path, text).flatMap((found) => {
      const broken = brokenRule(path, found, files)
      return broken === undefined ? [] : [`${path}:${found.line}: ${found.kind} import of ${quoted(found)}: ${broken}`]
    })
  })
}

function brokenRule(path: string, found: Import, files: Files): string | undefined {
  const room = roomOf(path)
  const { from } = found
  if (from === undefined) {
    return room === 'server' ? undefined : 'only server may import by a computed name, which no rule can follow'
  }
  if (from === 'latchkey' || from.startsWith('latchkey/')) return 'src imports its own files by path'
  if (!from.startsWith('.')) return brokenPackageRule(room, found)
  const target = posix.join(posix.dirname(path), from)
  if (!files.has(target)) return 'a relative import names a .ts file in src, with its ending'
  const allowed = mayImport.get(room) ?? []
  if (roomOf(target) === room || allowed.includes(roomOf(target))) return undefined
  return `${room} may import ${allowed.join(', ') || 'no other room'}, not ${roomOf(target)}`
}

function brokenPackageRule(room: string, { from, kind }: Import): string | undefined {
  if (room !== 'contracts') return undefined
  return kind === 'type' && from?.startsWith('node:') === true
    ? undefined
    : 'contracts imports nothing but types from node:'
}

/** Rule (b): no file reaches itself by imports of any kind. A circle is told once. */
export function checkCircles(files: Files): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      circles.push(`circle of imports: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`)
    }
    if (trail.includes(path) || done.has(path)) return
    for (const target of targetsOf(path, files)) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of files.keys()) visit(path, [])
  return circles
}

function targetsOf(path: string, files: Files): string[] {
  const relative = importsOf(path, files.get(path) ?? '').flatMap(({ from }) => (from?.startsWith('.') ? [from] : []))
  return relative.map((from) => posix.join(posix.dirname(path), from)).filter((target) => files.has(target))
}

/** Rule (d): clock, chance, environment and output are passed in, but for the rooms that pass them. */
export function checkAmbient(files: Files): string[] {
  return [...files].flatMap(([path, text]) =>
    [...walkFile(path, text)].flatMap(({ node }) =>
      ambientIn(node)
        .filter((what) => ambient.get(what)?.includes(roomOf(path)) === false)
        .map((what) => `${path}:${lineOf(text, node.start)}: ${what} is for ${ambient.get(what)?.join(', ')} alone`),
    ),
  )
}

/** What a node reaches for: `Date.now`, `Date['now']`, `const { now } = Date`, `import { env } from 'process'`. */
function ambientIn(node: Syntax): string[] {
  const [object] = children(node, 'object')
  const [init] = children(node, 'init')
  const [source] = children(node, 'source')
  const names = (nodes: Syntax[], field: string) => nodes.flatMap((part) => children(part, field)).map(nameOf)
  switch (node.type) {
    case 'MemberExpression':
      return [globalName(object) ?? '', `${globalName(object)}.${nameOf(children(node, 'property')[0])}`]
    case 'VariableDeclarator':
      return names(children(children(node, 'id')[0], 'properties'), 'key').map((key) => `${globalName(init)}.${key}`)
    case 'ImportDeclaration':
      return names(children(node, 'specifiers'), 'imported').map(
        (name) => `${nameOf(source)?.replace('node:', '')}.${name}`,
      )
    case 'NewExpression':
    case 'CallExpression':
      return nameOf(children(node, 'callee')[0]) === 'Date' && children(node, 'arguments').length === 0
        ? ['new Date()']
        : []
    default:
      return []
  }
}

/** `console` and `globalThis.console` are one. */
function globalName(node: Syntax | undefined): string | undefined {
  const throughGlobal = nameOf(children(node, 'object')[0]) === 'globalThis'
  return throughGlobal ? nameOf(children(node, 'property')[0]) : nameOf(node)
}

function quoted({ from }: Import): string {
  return from === undefined ? 'a computed name' : `'${from}'`
}
