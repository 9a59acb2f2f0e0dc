/** A user by the name or the id that was written on the line; and what programs are told of one, never what stands for a password. */
import type { Session, User } from '../../contracts.ts'
import { expiresAt } from '../../core/session/sessions.ts'
import type { Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'

export async function userNamed({ auth }: Pick<Instance, 'auth'>, name: string): Promise<User> {
  const [byId, byName] = [await auth.users.find(name), await auth.users.findByName(name)]
  // Anybody may sign up under a name that is somebody else's id, and would get the role that was meant for them.
  if (byId !== null && byName !== null && byId.id !== byName.id) {
    throw new CommandError(`"${name}" is the id of one user and the name of another. Say the name of the first, or the id of the second: ${byName.id}.`)
  }
  const user = byId ?? byName
  if (user === null) throw new CommandError(`There is no user "${name}"; latchkey user list shows those that there are.`)
  return user
}

export function userOnWire({ id, username, email, roles, created, disabled, passwordChanged, password }: User) {
  return {
    id, username, email, roles, created_at: created, disabled_at: disabled, password_changed_at: passwordChanged,
    password: password === null ? 'none' : password.startsWith('$argon2id$') ? 'set' : 'imported',
  }
}

export function sessionOnWire({ session, user }: { readonly session: Session, readonly user: User }) {
  const { id, carrier, created, lastSeen, address, agent } = session
  return {
    id, carrier, created_at: created, last_seen_at: lastSeen, expires_at: expiresAt(session), address, agent,
    subject: user.id, username: user.username,
  }
}
