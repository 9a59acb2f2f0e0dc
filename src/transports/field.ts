/** Values of a header field whose lines were joined (RFC 9110 §5.3). Knows no header by name. */
import { trimBlanks } from '../cookies/parse.ts'

/**
 * What stands between commas; nothing where the field is absent. No credential holds a comma, so a second value means a
 * second line: it is counted, never dropped.
 */
export function fieldValues(line: string | undefined): readonly string[] {
  return line === undefined ? [] : line.split(',').map(trimBlanks)
}
