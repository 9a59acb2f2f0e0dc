/** Measures files, functions and parameter lists. */
import { children, type Files, lineOf, nameOf, type Step, walkFile } from './source.ts'

const mostLines = { file: 250, function: 40 }
const mostParameters = 3

/** Everything that has a parameter list, signatures in interfaces and types included: a contract sets the example. */
const parameterLists = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
  'TSConstructorType',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSFunctionType',
  'TSMethodSignature',
])

const methods = new Set(['MethodDefinition', 'Property'])

export function checkSizes(files: Files): string[] {
  return [...files].flatMap(([path, text]) => [
    ...checkFile(path, text),
    ...[...walkFile(path, text)].flatMap((step) => checkFunction(path, text, step)),
  ])
}

function checkFile(path: string, text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length
  return lines > mostLines.file ? [`${path}: ${lines} lines; a file has at most ${mostLines.file}`] : []
}

function checkFunction(path: string, text: string, step: Step): string[] {
  const { node } = step
  if (!parameterLists.has(node.type)) return []
  const first = lineOf(text, headOf(step).start)
  const lines = lineOf(text, node.end) - first + 1
  const parameters = children(node, 'params').filter((parameter) => nameOf(parameter) !== 'this').length
  const where = `${path}:${first}: ${titleOf(step)} has`
  const problems = []
  if (hasBlock(step) && lines > mostLines.function) {
    problems.push(`${where} ${lines} lines; a function has at most ${mostLines.function}`)
  }
  if (parameters > mostParameters) {
    problems.push(`${where} ${parameters} parameters; after ${mostParameters} comes one options object`)
  }
  return problems
}

/** An arrow that is one expression, such as a page's template, has no braces to count. */
function hasBlock({ node }: Step): boolean {
  return children(node, 'body').some(({ type }) => type === 'BlockStatement')
}

/** A method starts where its name does; the parser starts its function at the parameter list. */
function headOf({ node, parent }: Step): Step['node'] {
  return parent !== undefined && methods.has(parent.type) ? parent : node
}

function titleOf({ node, parent }: Step): string {
  const named = [node, parent].flatMap((holder) => [...children(holder, 'id'), ...children(holder, 'key')])
  return named.map(nameOf).find((name) => name !== undefined) ?? 'a function without a name'
}
