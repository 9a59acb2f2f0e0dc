/** Names of roles. They stand in every credential of a user, so that they are few, short and plain. */

const name = /^[a-z][a-z0-9:_-]{0,63}$/i
export const mostRoles = 32

export function isRole(text: string): boolean {
  return name.test(text)
}

/** Misuse, found where it is made and not at the next login. */
export function requireRoles(roles: readonly string[]): void {
  const odd = roles.find((role) => !isRole(role))
  if (odd !== undefined) throw new TypeError(`"${odd}" is no role; expected a letter, then up to 63 letters, digits, colons, dashes or underscores`)
  if (roles.length > mostRoles) throw new TypeError(`${roles.length} roles; expected at most ${mostRoles}`)
}
