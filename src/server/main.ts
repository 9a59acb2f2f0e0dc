/**
 * The command line. What an operator can mend is one sentence on standard error. Exit codes: 0 done; 1 refused, or trouble was
 * found; 2 there is no such command or option.
 */
import { readFileSync } from 'node:fs'
import { KeyRingError } from '../core/key-ring.ts'
import { StoreError } from '../stores/store-error.ts'
import { UsageError } from './command-line/command.ts'
import { commands } from './command-line/commands.ts'
import { helpOf } from './command-line/help.ts'
import { say } from './command-line/output.ts'
import { parseLine } from './command-line/parse.ts'
import { CommandError } from './commands/command-error.ts'
import { loadConfigFile } from './config-file.ts'
import { ConfigError, readConfig, type Config } from './config.ts'

async function config(): Promise<Config> {
  return readConfig(process.env, await loadConfigFile(process.cwd()))
}

/** Of the package that this file is in, from src and from dist alike. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}

async function run(args: readonly string[]): Promise<void> {
  const line = parseLine(args, commands)
  if (line.is === 'version') return say(`latchkey/${version()} node-${process.version}`)
  if (line.is === 'help') return say(helpOf(line.of, commands))
  const outcome = await line.command.run({ words: line.words, flags: line.flags, config })
  if (outcome === null) return
  say(line.flags.is('json') ? JSON.stringify(outcome.json) : outcome.text)
  if (outcome.isTrouble === true) process.exitCode = 1
}

/** What an operator can mend is told in one sentence; anything else is a fault of ours and keeps its stack. */
function fail(error: unknown): void {
  const isTold = [ConfigError, CommandError, StoreError, KeyRingError, UsageError].some((kind) => error instanceof kind)
  process.stderr.write(`latchkey: ${isTold && error instanceof Error ? error.message : fullText(error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

function fullText(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error)
}

// Whoever reads the answer may stop in the middle: `latchkey export | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(1)
})
try {
  await run(process.argv.slice(2))
} catch (error) {
  fail(error)
}
