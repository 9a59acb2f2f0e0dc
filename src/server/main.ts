#!/usr/bin/env node
/** The command line. Every fault that an operator can mend is one sentence on standard error and exit code 1; 2 is an answer of no. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cac } from 'cac'
import { KeyRingError } from '../core/key-ring.ts'
import { StoreError } from '../stores/store-error.ts'
import type { BackupOptions } from './commands/backup.ts'
import { CommandError } from './commands/command-error.ts'
import type { KeyOptions } from './commands/key.ts'
import type { InspectOptions } from './commands/token.ts'
import type { OpenapiOptions } from './commands/openapi.ts'
import type { AddOptions } from './commands/user.ts'
import { loadConfigFile } from './config-file.ts'
import { ConfigError, readConfig, type Config } from './config.ts'

async function config(): Promise<Config> {
  return readConfig(process.env, await loadConfigFile(process.cwd()))
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function runUser(action: string, name: string, options: AddOptions): Promise<void> {
  const { addUser, unlockUser } = await import('./commands/user.ts')
  if (action === 'add') return say(await addUser(await config(), name, options))
  if (action === 'unlock') return say(await unlockUser(await config(), name))
  throw new CommandError(`"user ${action}" is not a command; there are: user add, user unlock.`)
}

async function runKey(action: string, name: string | undefined, options: KeyOptions): Promise<void> {
  const { dropKey, listKeys, rotateKey } = await import('./commands/key.ts')
  if (action === 'list') return say(await listKeys(await config(), options))
  if (action === 'rotate') return say(await rotateKey(await config(), name))
  if (action === 'drop') return say(await dropKey(await config(), name))
  throw new CommandError(`"key ${action}" is not a command; there are: key list, key rotate, key drop.`)
}

async function runBackup(file: string | number, options: BackupOptions): Promise<void> {
  const { backUp } = await import('./commands/backup.ts')
  say(await backUp(await config(), String(file), options))
}

async function runRestore(file: string | number, options: BackupOptions): Promise<void> {
  const { restore } = await import('./commands/backup.ts')
  say(await restore(await config(), String(file), options))
}

async function runRestored(options: BackupOptions): Promise<void> {
  const { restored } = await import('./commands/backup.ts')
  say(await restored(await config(), options))
}

async function runToken(action: string, options: InspectOptions): Promise<void> {
  if (action !== 'inspect') throw new CommandError(`"token ${action}" is not a command; there is: token inspect.`)
  const { inspectToken } = await import('./commands/token.ts')
  const { text, isAccepted } = await inspectToken(await config(), options)
  say(text)
  if (!isAccepted) process.exitCode = 2
}

function runSecret(action: string): void {
  if (action !== 'generate') throw new CommandError(`"secret ${action}" is not a command; there is: secret generate.`)
  say(randomBytes(32).toString('base64url'))
}

async function runOpenapi(options: OpenapiOptions): Promise<void> {
  const { writeOpenapi } = await import('./commands/openapi.ts')
  say(writeOpenapi(options))
}

async function runServe(): Promise<void> {
  const { serve } = await import('./serve.ts')
  await serve(await config(), { say })
}

/** Of the package that this file is in, from src and from dist alike. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}

function commandLine() {
  const cli = cac('latchkey')
  cli.command('serve', 'Start the service').action(runServe)
  cli.command('user <action> <name>', 'add: a user, the password on standard input; unlock: after too many failures')
    .option('--role <role>', 'A role of the new user; may be given more than once')
    .option('--email <address>', 'The address of the new user')
    .example('latchkey user add mira --role admin')
    .action(runUser)
  cli.command('key <action> [name]', 'list; rotate: turn over that for jwt, token, …; drop: trust one no more')
    .option('--json', 'For programs')
    .example('latchkey key rotate jwt')
    .action(runKey)
  cli.command('backup <file>', 'A copy of the records, while the server runs').option('--json', 'For programs').action(runBackup)
  cli.command('restore <file>', 'Take the records back to a backup; everybody has to log in again')
    .option('--yes', 'Replace the records that are there').option('--json', 'For programs').action(runRestore)
  cli.command('restored', 'After another program restored the database')
    .option('--yes', 'Log everybody out').option('--json', 'For programs').action(runRestored)
  cli.command('token <action>', 'inspect: what a token is, whose, until when; read from standard input')
    .option('--json', 'For programs')
    .action(runToken)
  cli.command('secret <action>', 'generate: a new LATCHKEY_SECRET').action(runSecret)
  cli.command('openapi', 'The description of the routes, OpenAPI 3.1').option('--out <file>', 'Write it to a file').action(runOpenapi)
  cli.help()
  cli.version(version())
  return cli
}

/** What an operator can mend is told in one sentence; anything else is a fault of ours and keeps its stack. */
function fail(error: unknown): void {
  const isTold = error instanceof ConfigError || error instanceof CommandError || error instanceof StoreError
    || error instanceof KeyRingError || (error instanceof Error && error.name === 'CACError')
  process.stderr.write(`latchkey: ${isTold ? error.message : fullText(error)}\n`)
  process.exitCode = 1
}

function fullText(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error)
}

/** A key's name may begin with a dash, and is no option then: in an emergency nothing may be taken for something else. */
function keyToDrop([, , command, action, ...rest]: readonly string[]): string | null {
  if (command !== 'key' || action !== 'drop') return null
  const [name] = rest[0] === '--' ? rest.slice(1) : rest
  return name === undefined || name === '--help' || name === '-h' ? null : name
}

async function main(): Promise<void> {
  try {
    const kid = keyToDrop(process.argv)
    if (kid !== null) return await runKey('drop', kid, {})
    const cli = commandLine()
    cli.parse(process.argv, { run: false })
    if (cli.options['help'] === true || cli.options['version'] === true) return
    if (cli.matchedCommand === undefined) return cli.args.length === 0 ? cli.outputHelp() : fail(new CommandError(`"${cli.args[0]}" is not a command; see latchkey --help.`))
    await cli.runMatchedCommand()
  } catch (error) {
    fail(error)
  }
}

await main()
