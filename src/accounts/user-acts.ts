/** What is done to an account by somebody else, as writes: each names who did it, an operator (nobody) or an administrator. */
import type { User, Write } from '../contracts.ts'
import { type Act, record } from '../core/audit/events.ts'
import { bucketName, failuresMost } from '../core/audit/throttle.ts'
import type { Core } from '../core/core.ts'
import { forgetKeys } from '../core/narrowed/api-keys.ts'
import { nameEnded, raiseEpoch } from '../core/session/sessions.ts'

/** Every session ends and every API key, and every login is refused, at once. None of them comes back with the account. */
export async function disableUser(core: Core, user: User, act: Act): Promise<readonly Write[]> {
  return [
    ...await endAllOf(core, user, { ...act, reason: 'disabled' }),
    { do: 'update', table: 'user', id: user.id, if: {}, set: { disabled: user.disabled ?? core.clock() } },
  ]
}

export function enableUser(core: Core, { id, disabled }: User, act: Act): readonly Write[] {
  return [
    { do: 'update', table: 'user', id, if: { disabled }, set: { disabled: null } },
    record(core, { type: 'user_updated', subject: id, ...act, detail: { enabled: true } }),
  ]
}

/** For good: the account, its sessions and their secrets. What was given out without a record dies with the epoch. */
export async function deleteUser(core: Core, user: User, act: Act): Promise<readonly Write[]> {
  return [
    ...await nameEnded(core, user),
    ...raiseEpoch(core, user, { ...act, reason: 'deleted' }),
    { do: 'delete', table: 'user', id: user.id, if: {} },
    record(core, { type: 'user_deleted', subject: user.id, ...act }),
  ]
}

/** Credentials that state the old roles become stale and are renewed; sessions go on. */
export function setRoles(core: Core, user: User, { roles, ...act }: Act & { readonly roles: readonly string[] }): readonly Write[] {
  const version = user.version + 1
  const at = core.clock()
  const until = at + core.limits.unrenewedLife + core.limits.leeway
  return [
    { do: 'update', table: 'user', id: user.id, if: { version: user.version }, set: { roles, version } },
    { do: 'revoke', entry: { kind: 'version', id: user.id, value: version, at, until } },
    record(core, { type: 'privilege_permissions_changed', subject: user.id, ...act, detail: { roles: roles.join(' ') } }),
  ]
}

/** Lets a name try passwords again after its failures were too many. */
export function unlockUser(core: Core, user: User, act: Act): readonly Write[] {
  return [
    forgetFailures(core, user),
    record(core, { type: 'user_updated', subject: user.id, ...act, detail: { unlocked: true } }),
  ]
}

/** Another password: whoever knew the old one is out everywhere, keys that it made included, and failures are forgotten. */
export async function resetPassword(core: Core, user: User, { password, ...act }: Act & { readonly password: string }): Promise<readonly Write[]> {
  return [
    ...await endAllOf(core, user, { ...act, reason: 'password_reset' }),
    { do: 'update', table: 'user', id: user.id, if: { password: user.password }, set: { password, passwordChanged: core.clock() } },
    forgetFailures(core, user),
    record(core, { type: 'authn_password_change', subject: user.id, ...act, detail: { reset: true } }),
  ]
}

async function endAllOf(core: Core, user: User, ending: Act & { readonly reason: string }): Promise<readonly Write[]> {
  return [...await nameEnded(core, user), ...await forgetKeys(core, user), ...raiseEpoch(core, user, ending)]
}

function forgetFailures(core: Core, { canonical }: User): Write {
  return { do: 'uncount', bucket: bucketName(core, 'account', canonical), by: failuresMost }
}
