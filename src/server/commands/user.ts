/** `latchkey user add` and `latchkey user unlock`. A password is read, never taken as an argument: arguments are seen by all. */
import { isCancel, password as askPassword } from '@clack/prompts'
import { text } from 'node:stream/consumers'
import type { AccountRefusal } from '../../accounts/accounts.ts'
import type { Config } from '../config.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

export interface AddOptions {
  /** What the command line makes of digits is a number. */
  readonly role?: Word | readonly Word[]
  readonly email?: Word
}
type Word = string | number

export async function addUser(config: Config, username: string, options: AddOptions): Promise<string> {
  const roles = rolesOf(options)
  const password = await readPassword()
  return withInstance(config, async ({ auth }) => {
    const outcome = await auth.users.add({ username, password, email: options.email === undefined ? null : String(options.email), roles })
    if (!outcome.ok) throw new CommandError(refusal(username, outcome))
    return `Added ${outcome.user.username} (${outcome.user.id})${roles.length > 0 ? `, ${roles.join(', ')}` : ''}.`
  }, { isNew: true })
}

export function unlockUser(config: Config, username: string): Promise<string> {
  return withInstance(config, async ({ auth }) => {
    if (!await auth.users.unlock(username)) throw new CommandError(`There is no user "${username}".`)
    return `${username} may try the password again.`
  })
}

/** A role that is misspelt here would be one that nobody asks for: `admin,editor` is one word. */
function rolesOf({ role = [] }: AddOptions): readonly string[] {
  const roles = [role].flat().map(String)
  const odd = roles.find((one) => !/^[a-z][a-z0-9:_-]*$/i.test(one))
  if (odd === undefined) return roles
  throw new CommandError(`"${odd}" is no role: a letter, then letters, digits, colons, dashes or underscores; give --role once for each.`)
}

/** From a person without showing it; from a pipe as it comes, less the newline that ends it. */
async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const typed = await askPassword({ message: 'Password' })
  if (isCancel(typed)) throw new CommandError('No password was given.')
  return typed
}

const reasons = {
  too_short: 'it has fewer than 15 characters', too_long: 'it has more than 256 characters',
  common: 'it is one of those that are guessed first', context: 'it is made of the name of the user or of this service',
}

function refusal(username: string, outcome: AccountRefusal): string {
  if (outcome.code === 'username_taken') return `There is a user "${username}" already.`
  if (outcome.code === 'username_rejected') return `"${username}" is no user name: 3 to 64 letters, digits, dots, dashes or underscores, or an address.`
  if (outcome.code === 'password_rejected') return `The password was refused: ${outcome.reasons.map((reason) => reasons[reason]).join('; ')}.`
  if (outcome.code === 'malformed_request') return 'The e-mail address is none, or the password is not text.'
  return `The user was not added (${outcome.code}).`
}
