/** What somebody may do: what their roles allow, and of that no more than their credential was narrowed to. */
import type { Principal } from '../contracts.ts'

/** For each role the scopes it allows; `*` is everybody's. */
export type RoleScopes = Readonly<Record<string, readonly string[]>>

/** Ours, and the administrator's alone, whatever else the role is given. */
const ownScopes = ['latchkey:admin', 'latchkey:introspect', 'latchkey:metrics'] as const

export type OwnScope = (typeof ownScopes)[number]

/** Throws where a role is given what is the administrator's. */
export function roleScopes(roles: RoleScopes = {}): RoleScopes {
  for (const [role, scopes] of Object.entries(roles)) {
    const odd = scopes.find((scope) => scope.startsWith('latchkey:') || !isScope(scope))
    if (odd !== undefined) throw new TypeError(`roles.${role} has the scope "${odd}"; expected words such as orders:read, none of latchkey:`)
  }
  return { ...roles, admin: [...roles['admin'] ?? [], ...ownScopes] }
}

/** RFC 6749 §3.3, at most 64 characters. */
export function isScope(text: string): boolean {
  return /^[!#-[\]-~]{1,64}$/.test(text)
}

export function can(rights: RoleScopes, { roles, scope }: Pick<Principal, 'roles' | 'scope'>, action: string): boolean {
  if (scope !== null && !scope.includes(action)) return false
  return [...roles, '*'].some((role) => Object.hasOwn(rights, role) && rights[role]?.includes(action))
}
