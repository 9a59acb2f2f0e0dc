/** Secrets are read, never taken as arguments: arguments are seen by all, and kept in histories. */
import { stdin } from 'node:process'
import { text } from 'node:stream/consumers'
import { isCancel, password as askPassword } from '@clack/prompts'
import { CommandError } from '../commands/command-error.ts'

/** From a person without showing it; from a pipe as it comes, less the newline that ends it. */
export async function readSecret(message: string): Promise<string> {
  if (!stdin.isTTY) return (await text(stdin)).replace(/\r?\n$/, '')
  const typed = await askPassword({ message })
  if (isCancel(typed)) throw new CommandError(`No ${message.toLowerCase()} was given.`)
  return typed
}

/** A token, a cookie's value: blanks round it are nobody's. */
export async function readCredential(): Promise<string> {
  const credential = (await readSecret('Credential')).trim()
  if (credential === '') throw new CommandError('No credential was given on standard input.')
  if (credential.length > 16_384) throw new CommandError('That is longer than any credential.')
  return credential
}
