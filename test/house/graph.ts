/** What an entry of the package loads, and what that loads. */
import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { readFiles } from './source.ts'

const files = readFiles('src')

/** Every file that is loaded with this one, and every package; types are not loaded. `dynamic: false`: what is loaded at a first use neither. */
export function loadedWith(entry: string, { dynamic = true }: { dynamic?: boolean } = {}): { files: ReadonlySet<string>, packages: ReadonlySet<string> } {
  const found = new Set<string>()
  const packages = new Set<string>()
  const visit = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    for (const { kind, from = '' } of importsOf(path, files.get(path) ?? '')) {
      if (kind === 'type' || kind === 'dynamic' && !dynamic) continue
      if (from.startsWith('.')) visit(posix.join(posix.dirname(path), from))
      else packages.add(from)
    }
  }
  visit(entry)
  return { files: found, packages }
}
