/** Values of a header field whose lines were joined (RFC 9110 §5.3). Knows no header by name. */
import { trimBlanks } from '../cookies/parse.ts'

/**
 * The lines that were joined, by a comma and a blank; nothing where the field is absent. A second line is counted, never
 * dropped. A comma alone joins nothing: it is a bad character of one value, which no format accepts.
 */
export function fieldValues(line: string | undefined): readonly string[] {
  if (line === undefined) return []
  return line.includes(', ') ? line.split(', ').map(trimBlanks) : [trimBlanks(line)]
}
