/** The help: of everything, of a group, of one command. Each fits a screen of thirty lines by a hundred columns. */
import type { Command, Flag } from './command.ts'
import { flagsOf } from './parse.ts'

const width = 100

export function helpOf(of: string, commands: readonly Command[]): string {
  const one = commands.find(({ name }) => name === of)
  const under = commands.filter(({ name }) => name.startsWith(`${of} `))
  if (one !== undefined) return ofCommand(one, under)
  return of === '' ? ofAll(commands) : ofGroup(of, under)
}

function ofAll(commands: readonly Command[]): string {
  const groups = Map.groupBy(commands, ({ name }) => name.split(' ', 1).join(''))
  const rows = [...groups].flatMap(([group, members]) => rowsOf(group, members))
  return [
    'latchkey <command>', '', ...rows, '',
    'latchkey <command> --help says more. --json answers for programs. Exit codes: 0 done; 1 refused,',
    'or trouble was found; 2 no such command or option. Secrets are read from standard input.',
    '', 'Example: latchkey user add mira --role admin',
  ].join('\n')
}

/** A group with several commands is one row that names its actions. */
function rowsOf(group: string, members: readonly Command[]): readonly string[] {
  const [first] = members
  if (first === undefined) return []
  if (first.name === group) return [row(usageOf(first), first.about)]
  const actions = [...new Set(members.map(({ name }) => name.split(' ')[1] ?? ''))].join(', ')
  return [row(group, actions)]
}

function ofGroup(of: string, members: readonly Command[]): string {
  const rows = members.map((one) => row(usageOf(one), one.about))
  return [`latchkey ${of} <action>`, '', ...rows, '', ...examples(members.slice(0, 1))].join('\n')
}

function ofCommand(command: Command, under: readonly Command[]): string {
  const flags = Object.entries(flagsOf(command)).map(([name, flag]) => row(flagUsage(name, flag), flag.about))
  const more = under.map((one) => row(usageOf(one), one.about))
  return [`latchkey ${usageOf(command)}`, '', ...wrapped(command.about), ...wrapped(command.details ?? ''), '', ...flags, ...more.length > 0 ? ['', ...more] : [], '', ...examples([command, ...under])].join('\n')
}

function examples(commands: readonly Command[]): readonly string[] {
  return commands.map(({ example }) => `Example: ${example}`)
}

function usageOf({ name, takes = [] }: Command): string {
  return [name, ...takes].join(' ')
}

function flagUsage(name: string, { value }: Flag): string {
  return `${name === 'help' ? '-h, ' : ''}--${name}${value === undefined ? '' : ` ${value}`}`
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(30)} ${right}`.trimEnd()
}

function wrapped(text: string): readonly string[] {
  if (text === '') return []
  return text.match(new RegExp(`.{1,${width - 2}}(?:\\s|$)`, 'g'))?.map((line) => line.trimEnd()) ?? []
}
