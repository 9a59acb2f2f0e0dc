/** `latchkey import`: users of another library, or of an export of ours. Repeated it changes nobody, and each user comes whole or not at all. */
import { resolve } from 'node:path'
import type { ImportOutcome, ImportRefusal } from '../../accounts/import-user.ts'
import { canonicalName } from '../../accounts/username.ts'
import { type Call, type Outcome, UsageError } from '../command-line/command.ts'
import { printable, progress } from '../command-line/output.ts'
import { formats, type Choices, type Format, type Read } from '../import/formats.ts'
import { openSource, type Source } from '../import/read-file.ts'
import { countSessions } from '../import/sessions.ts'
import type { Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

interface Skipped { readonly at: string, readonly name: string | null, readonly why: string }

interface Report {
  imported: number
  present: number
  without_password: number
  skipped_count: number
  readonly skipped: Skipped[]
}

/** Told in full up to here; all are counted. */
const mostTold = 1000

export async function importUsers(call: Call): Promise<Outcome> {
  const { words: [name = '', path = ''], flags } = call
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (format === undefined && name !== 'express-session') throw new UsageError(`"import" takes one of ${[...Object.keys(formats), 'express-session'].join(', ')}, and a file.`)
  const source = await openSource(resolve(path))
  try {
    if (format === undefined) return sessionsOutcome(await countSessions(source))
    const isDryRun = flags.is('dry-run')
    const report = await withInstance(await call.config(), (instance) => run(instance, { format, name, source, call, isDryRun }), { isNew: !isDryRun })
    const json = { format: name, dry_run: isDryRun, ...report }
    return { text: lines(report, isDryRun).join('\n'), json, isTrouble: report.skipped_count > 0 }
  } finally {
    source.close()
  }
}

interface Running {
  readonly format: Format
  readonly name: string
  readonly source: Source
  readonly call: Call
  readonly isDryRun: boolean
}

async function run({ auth }: Instance, { format, name, source, call: { flags }, isDryRun }: Running): Promise<Report> {
  const choices: Choices = { table: flags.one('table'), nameColumn: flags.one('name-column'), passwordColumn: flags.one('password-column'), withRoles: flags.is('with-roles') }
  const report: Report = { imported: 0, present: 0, without_password: 0, skipped_count: 0, skipped: [] }
  const shown = progress(isDryRun ? 'Checked' : 'Imported')
  const seen = new Map<string, string>()
  let count = 0
  for await (const read of format(source, choices)) {
    shown.at(++count)
    const before = read.user === null ? undefined : placeOfName(seen, read)
    if (read.user === null) skip(report, { at: read.at, name: read.name, why: read.why })
    else if (before !== undefined) skip(report, { at: read.at, name: read.user.username, why: `the name stands in ${before} already` })
    else tally(report, read, await auth.users.import(read.user, { isDryRun, source: name }).catch(asCommandError))
  }
  shown.end()
  return report
}

/** Two rows that would be one name: the first is taken. */
function placeOfName(seen: Map<string, string>, { at, user }: Extract<Read, { user: object }>): string | undefined {
  const canonical = canonicalName(user.username)
  const before = seen.get(canonical)
  if (before === undefined) seen.set(canonical, at)
  return before
}

function tally(report: Report, { at, user }: Extract<Read, { user: object }>, outcome: ImportOutcome): void {
  if (!outcome.ok) return skip(report, { at, name: user.username, why: reasons[outcome.code] })
  if (!outcome.isNew) report.present++
  else report.imported++
  if (outcome.isNew && outcome.user.password === null) report.without_password++
}

function skip(report: Report, one: Skipped): void {
  report.skipped_count++
  if (report.skipped.length < mostTold) report.skipped.push(one)
}

const reasons: Readonly<Record<ImportRefusal, string>> = {
  username_rejected: 'the name is none: 3 to 64 letters, digits, dots, dashes or underscores, or an address (--name-column email takes the address)',
  username_taken: 'another user has this name here',
  email_rejected: 'the e-mail address is none', role_rejected: 'a role is none, or there are more than 32', id_rejected: 'the id is none of ours',
  id_taken: 'somebody of another name came with this id before: they were renamed there, or these are the users of another application',
  hash_unknown: 'nobody can check the hash of its password: known are Argon2id, bcrypt ($2a$, $2b$, $2y$), scrypt and PBKDF2',
  hash_dear: 'checking the hash of its password would cost more than a login may (docs/import.md has the bounds)',
}

/** A package that is missing is missing for all. */
function asCommandError(error: unknown): never {
  if (error instanceof Error && error.message.includes('npm install')) throw new CommandError(`${error.message}.`, { cause: error })
  throw error
}

function lines(report: Report, isDryRun: boolean): readonly string[] {
  const { imported, present, skipped, skipped_count: count, without_password: without } = report
  const told = skipped.slice(0, 20).map(({ at, name, why }) => `  ${at}${name === null ? '' : ` (${printable(name)})`}: ${why}`)
  return [
    `${isDryRun ? 'Would import' : 'Imported'} ${imported} users; ${present} were there already; ${count} skipped.`,
    ...without === 0 ? [] : [`${without} came without a password: they log in once one is set (latchkey user password).`],
    ...told, ...count > told.length ? [`  … and ${count - told.length} more (--json tells them).`] : [],
  ]
}

function sessionsOutcome({ sessions, named }: { sessions: number, named: number }): Outcome {
  const text = [
    `There are ${sessions} sessions, ${named} of them with a user that passport kept. None can be imported:`,
    'express-session stores no users, and its cookies are signed under a secret and a name that are not ours, so everybody logs in once more.',
    'Import the users from the table where the application keeps them: latchkey import users <file>.',
  ].join('\n')
  return { text, json: { format: 'express-session', sessions, named, imported: 0 }, isTrouble: true }
}
