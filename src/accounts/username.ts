/** User names: what a person may choose, and the one canonical form under which they are unique (RFC 8265 §3.3). */

const pattern = /^[\p{L}\p{M}\p{N}._-]{3,64}$/u
const address = /^[\p{L}\p{M}\p{N}._%+'-]{1,64}@[\p{L}\p{M}\p{N}.-]{1,189}$/u

/** Compatibility forms first and last: lower case may decompose what composition would join. */
export function canonicalName(username: string): string {
  return username.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** Letters and marks that are not seen: with one of them a name would look like another (RFC 8264 §9.13). */
const invisible = /\p{Default_Ignorable_Code_Point}/u

/** Both spellings are checked, so that no form which another name could imitate gets in by its compatibility form. */
export function isAcceptableName(username: string): boolean {
  if (invisible.test(username)) return false
  return [username, canonicalName(username)].every((name) => pattern.test(name) || address.test(name))
}

/** Enough to refuse what is no address; whether anyone reads it is found out by writing to it. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && address.test(text)
}
