/** Reads the Cookie header byte for byte (RFC 6265bis §4.2, §5.8). Knows no cookie by name and trusts none. */

const SPACE = 0x20
const TAB = 0x09
const SEMICOLON = 0x3b

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

/**
 * Every value of one name. Two are a sign of cookie tossing (§8.6): the caller must not choose one. It looks for the name and splits
 * nothing, since each request pays for it; a test holds it to what splitting would find.
 */
export function readCookie(header: string | null | undefined, name: string): readonly string[] {
  const values: string[] = []
  if (!header) return values
  const start = `${name}=`
  for (let at = header.indexOf(start); at !== -1; at = header.indexOf(start, at + 1)) {
    if (!beginsPair(header, at)) continue
    const end = header.indexOf(';', at)
    const pair = trimBlanks(end === -1 ? header.slice(at) : header.slice(at, end))
    values.push(pair.slice(start.length))
    if (end === -1) break
    at = end
  }
  return values
}

/** Only blanks stand between it and the semicolon before, or the beginning. */
function beginsPair(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && isBlank(header.charCodeAt(before))) before--
  return before < 0 || header.charCodeAt(before) === SEMICOLON
}

function pairsOf(header: string | null | undefined): readonly string[] {
  return header ? header.split(';').map(trimBlanks) : []
}

/** Space and tab alone (OWS, RFC 9110 §5.6.3): String.trim() takes Unicode spaces too, and makes one name of two. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}
