/** `latchkey export`: everything of ours as JSON Lines, as it is read. */
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { stdout } from 'node:process'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Call, Outcome } from '../command-line/command.ts'
import { progress } from '../command-line/output.ts'
import { exportedRecords } from '../export/records.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

export async function exportAll({ words: [path], flags, config }: Call): Promise<Outcome | null> {
  const settings = await config()
  const file = path === undefined ? null : resolve(path)
  const options = { origin: settings.origin, withPasswords: !flags.is('without-passwords'), at: Math.floor(Date.now() / 1000) }
  const counts = await withInstance(settings, async (instance) => {
    const to = file === null ? stdout : await newFile(file)
    const written = await writeTo(to, exportedRecords(instance, options))
    if (file !== null) await finished(to.end())
    return written
  })
  if (file === null) return null
  const users = counts['user'] ?? 0
  return { text: `Exported ${users} users, and all else, to ${file}.${options.withPasswords ? ' It holds password hashes: keep it as safe as the database.' : ''}`, json: { file, counts } }
}

/** For its owner alone: password hashes and addresses are in it. Never over another. */
async function newFile(file: string): Promise<Writable> {
  try {
    return (await open(file, 'wx', 0o600)).createWriteStream()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CommandError(code === 'EEXIST' ? `There is a file "${file}" already; an export is never written over another.` : `"${file}" cannot be written (${code}).`, { cause: error })
  }
}

async function writeTo(to: Writable, records: ReturnType<typeof exportedRecords>): Promise<Readonly<Record<string, number>>> {
  const shown = progress('Exported')
  let count = 0
  let counts = {}
  for await (const record of records) {
    if (!to.write(`${JSON.stringify(record)}\n`)) await once(to, 'drain')
    if (record.type === 'end') counts = record['counts'] as Readonly<Record<string, number>> // the last record, made here
    shown.at(++count)
  }
  shown.end()
  return counts
}
