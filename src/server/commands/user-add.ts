/** `latchkey user add` and `user password`: a new account, and another password for one. */
import type { AccountRefusal } from '../../accounts/accounts.ts'
import { generatedPassword } from '../../accounts/generated-password.ts'
import { isRole } from '../../accounts/roles.ts'
import type { User } from '../../contracts.ts'
import { type Call, type Outcome, UsageError } from '../command-line/command.ts'
import { readSecret } from '../command-line/secrets.ts'
import { CommandError } from './command-error.ts'
import { userNamed, userOnWire } from './find-user.ts'
import { withInstance } from './with-instance.ts'

export async function addUser({ words: [username = ''], flags, config }: Call): Promise<Outcome> {
  const roles = flags.many('role').map(requireRole)
  const settings = await config()
  const { password, isMadeUp } = await newPassword(flags.is('generate'))
  return withInstance(settings, async ({ auth }) => {
    const outcome = await auth.users.add({ username, password, email: flags.one('email') ?? null, roles })
    if (!outcome.ok) throw new CommandError(refusal(username, outcome))
    const text = `Added ${outcome.user.username} (${outcome.user.id})${roles.length > 0 ? `, ${roles.join(', ')}` : ''}.`
    return told(outcome.user, isMadeUp ? password : null, text)
  }, { isNew: true })
}

export async function setPassword({ words: [name = ''], flags, config }: Call): Promise<Outcome> {
  const settings = await config()
  const { password, isMadeUp } = await newPassword(flags.is('generate'))
  return withInstance(settings, async (instance) => {
    const user = await userNamed(instance, name)
    const outcome = await instance.auth.users.resetPassword(user.id, password)
    if (!outcome.ok) throw new CommandError(refusal(name, outcome))
    return told(outcome.user, isMadeUp ? password : null, `${user.username} has another password. Every session and API key of theirs has ended.`)
  })
}

async function newPassword(isMadeUp: boolean): Promise<{ password: string, isMadeUp: boolean }> {
  return { password: isMadeUp ? generatedPassword() : await readSecret('Password'), isMadeUp }
}

/** One that was made up is shown this once. */
function told(user: User, password: string | null, text: string): Outcome {
  return {
    text: password === null ? text : `${text}\nPassword: ${password}`,
    json: { user: userOnWire(user), ...(password !== null && { password }) },
  }
}

/** A role that is misspelt here would be one that nobody asks for: `admin,editor` is one word. */
export function requireRole(role: string): string {
  if (isRole(role)) return role
  throw new UsageError(`"${role}" is no role: a letter, then up to 63 letters, digits, colons, dashes or underscores; one at a time.`)
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
  return `It was refused (${outcome.code}).`
}
