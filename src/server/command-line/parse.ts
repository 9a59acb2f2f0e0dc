/** From the words of a line to a command and what it was given. An argument is never repeated in a message: it may be a secret. */
import { parseArgs } from 'node:util'
import { type Command, type Flag, type Flags, UsageError } from './command.ts'

export type Line =
  | { readonly is: 'version' }
  | { readonly is: 'help', readonly of: string }
  | { readonly is: 'command', readonly command: Command, readonly words: readonly string[], readonly flags: Flags }

const json: Flag = { about: 'For programs' }
const help: Flag = { about: 'This text' }

/** What every command has beside its own. */
export const everywhere = { json, help }

export function parseLine(args: readonly string[], commands: readonly Command[]): Line {
  const [first = '--help'] = args
  if (first === '--version' || first === '-v') return { is: 'version' }
  if (isHelp(first)) return { is: 'help', of: '' }
  const command = commandOf(args, commands)
  if (command === null) return helpOrRefusal(args, commands)
  const rest = args.slice(command.name.split(' ').length)
  const [first2] = rest
  if (isHelp(first2)) return { is: 'help', of: command.name }
  const { words, flags } = command.isVerbatim === true ? verbatim(command, rest) : parsed(command, rest)
  if (flags.is('help')) return { is: 'help', of: command.name }
  requireWords(command, words)
  return { is: 'command', command, words, flags }
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h' || word === 'help'
}

/** The one with most words: `doctor request` before `doctor`. */
function commandOf(args: readonly string[], commands: readonly Command[]): Command | null {
  const fitting = commands.filter(({ name }) => name.split(' ').every((word, at) => args[at] === word))
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0] ?? null
}

/** Words that begin commands: `user`, `user role`. */
function helpOrRefusal(args: readonly string[], commands: readonly Command[]): Line {
  const [group = '', action = '--help'] = args
  const inGroup = commands.filter(({ name }) => name.startsWith(`${group} `))
  if (inGroup.length === 0) throw new UsageError(`"${group}" is not a command; see latchkey --help.`)
  const subgroup = `${group} ${action}`
  const isSubgroup = inGroup.some(({ name }) => name.startsWith(`${subgroup} `))
  if (isSubgroup && (args.length === 2 || isHelp(args[2]))) return { is: 'help', of: subgroup }
  if (isHelp(action)) return { is: 'help', of: group }
  throw new UsageError(`"${isSubgroup ? args.slice(0, 3).join(' ') : subgroup}" is not a command; there are: ${inGroup.map(({ name }) => name).join(', ')}.`)
}

function parsed(command: Command, args: readonly string[]): { words: readonly string[], flags: Flags } {
  const options = Object.fromEntries(Object.entries(flagsOf(command)).map(([name, flag]) => [name, optionOf(name, flag)]))
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { words: positionals, flags: flagsIn(new Map(Object.entries(values).map(([name, value]) => [name, [value ?? []].flat()]))) }
  } catch (error) {
    // The first sentence names the option; what follows it is advice for programmers.
    const [sentence = ''] = error instanceof Error ? error.message.split('. ') : []
    throw new UsageError(`${sentence.replace(/\.$/, '')}; see latchkey ${command.name} --help.`, { cause: error })
  }
}

function optionOf(name: string, { value, isMany = false }: Flag) {
  return { type: value === undefined ? 'boolean' : 'string', multiple: isMany, ...(name === 'help' && { short: 'h' }) } as const
}

function verbatim(command: Command, args: readonly string[]): { words: readonly string[], flags: Flags } {
  const end = args.indexOf('--')
  const before = end === -1 ? args : args.slice(0, end)
  const known = Object.keys(flagsOf(command)).map((name) => `--${name}`)
  const given = before.filter((word) => known.includes(word))
  const words = [...before.filter((word) => !known.includes(word)), ...end === -1 ? [] : args.slice(end + 1)]
  return { words, flags: flagsIn(new Map(given.map((name) => [name.slice(2), [true]]))) }
}

export function flagsOf({ flags = {} }: Command): Readonly<Record<string, Flag>> {
  return { ...flags, ...everywhere }
}

function flagsIn(values: ReadonlyMap<string, readonly (string | boolean)[]>): Flags {
  const many = (name: string) => (values.get(name) ?? []).filter((value) => typeof value === 'string')
  return { many, one: (name) => many(name).at(-1), is: (name) => values.has(name) }
}

function requireWords({ name, takes = [] }: Command, words: readonly string[]): void {
  const least = takes.filter((one) => one.startsWith('<')).length
  if (words.length >= least && words.length <= takes.length) return
  const what = takes.length === 0 ? 'nothing' : takes.join(' ')
  const fault = words.length < least ? `lacks something: it takes ${what}` : `takes ${what}, and no more`
  throw new UsageError(`"${name}" ${fault}; see latchkey ${name} --help.`)
}
