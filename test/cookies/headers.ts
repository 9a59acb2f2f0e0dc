/** The Cookie header with which a browser answers Set-Cookie lines: name and value, without attributes. */
export function headerOf(...lines: readonly string[]): string {
  return lines.map((line) => line.split(';', 1)[0] ?? '').join('; ')
}
