/** Where a person goes after a form: a path of this origin, and never one that only looks like it (open redirect, E-03). */

/** The path to go to, or null. Read by the URL standard, as the browser will read it, and compared by origin. */
export function safeReturnTo(value: string | null | undefined, origin: string): string | null {
  if (value == null || value.length > 2048) return null
  // Browsers drop tabs and newlines and read a backslash as a slash: `/\evil.example` leaves the origin.
  if (!/^\/(?![/\\])[^\\\p{C}]*$/u.test(value)) return null
  const url = URL.parse(value, origin)
  if (url === null || url.origin !== origin) return null
  const path = url.pathname + url.search + url.hash
  // `/.//evil.example` is normalised to `//evil.example`.
  return path.startsWith('//') ? null : path
}
