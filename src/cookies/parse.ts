/** Reads the Cookie header byte for byte (RFC 6265bis §4.2, §5.8). Knows no cookie by name and trusts none. */

/**
 * The first cookie of each name, as browsers order them. Nothing is decoded, folded or unquoted: a reader that is more
 * lenient than the browser takes for `__Host-x` what the browser never held to the rules of `__Host-` (cookie chaos).
 */
export function parseCookies(header: string | null | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of pairsOf(header)) {
    const equals = pair.indexOf('=')
    // Without a name, or without `=`: a nameless cookie, which is nobody's.
    if (equals <= 0) continue
    const name = pair.slice(0, equals)
    if (!cookies.has(name)) cookies.set(name, pair.slice(equals + 1))
  }
  return cookies
}

/** Every value of one name. Two are a sign of cookie tossing (§8.6): the caller must not choose one. */
export function readCookie(header: string | null | undefined, name: string): readonly string[] {
  const start = `${name}=`
  return pairsOf(header).filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length))
}

function pairsOf(header: string | null | undefined): readonly string[] {
  return header ? header.split(';').map(trimBlanks) : []
}

/** Space and tab alone (OWS, RFC 9110 §5.6.3): String.trim() takes Unicode spaces too, and makes one name of two. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (end > start && isBlank(text[end - 1])) end--
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
