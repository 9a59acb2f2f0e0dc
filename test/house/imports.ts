/** Finds what a file imports, in every way that TypeScript has for it. */
import { children, lineOf, nameOf, type Syntax, walkFile } from './source.ts'

export interface Import {
  /** `export … from` is of the kind of its names; `import('x').Name` in a type is a type. */
  readonly kind: 'value' | 'type' | 'dynamic'
  /** Undefined when the name is computed at run time. */
  readonly from: string | undefined
  readonly line: number
}

export function importsOf(path: string, text: string): Import[] {
  return [...walkFile(path, text)].flatMap(({ node }) => {
    const kind = kindOf(node)
    return kind === undefined ? [] : [{ kind, from: literalOf(node), line: lineOf(text, node.start) }]
  })
}

function kindOf(node: Syntax): Import['kind'] | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return node['importKind'] === 'type' ? 'type' : 'value'
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (children(node, 'source').length === 0) return undefined
      return node['exportKind'] === 'type' ? 'type' : 'value'
    case 'ImportExpression':
      return 'dynamic'
    case 'TSImportType':
      return 'type'
    default:
      return undefined
  }
}

function literalOf(node: Syntax): string | undefined {
  return nameOf(children(node, 'source').find(({ type }) => type === 'Literal'))
}
