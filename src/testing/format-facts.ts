/**
 * What every token format does, as facts that any test runner can run: `for (const { name, run } of formatFacts(make,
 * options)) it(name, run)`. It knows the contract, and none of the formats. docs/own-format.md shows it at work.
 */
import type { Fact } from './fact.ts'
import { everyGrant, statementGrants } from './format/grants.ts'
import { references } from './format/references.ts'
import { secrecy } from './format/secrecy.ts'
import { keyFacts, places } from './format/separation.ts'
import { type FormatOptions, type MakeFormat, settingOf } from './format/setting.ts'
import { spellings } from './format/spellings.ts'
import { time } from './format/time.ts'

export type { FormatOptions, FormatPlace, MakeFormat } from './format/setting.ts'

/** The facts for the kind of format that `make` makes; with `newKey` also those about keys. Each makes a format anew. */
export function formatFacts(make: MakeFormat, options: FormatOptions = {}): readonly Fact[] {
  const setting = settingOf(make, options)
  const ofItsKind = setting.kind === 'statement' ? [statementGrants, places, secrecy] : [references]
  const ofKeys = options.newKey === undefined ? [] : [keyFacts]
  return [everyGrant, ...ofItsKind, ...ofKeys, spellings, time].flat().map((about) => about(setting))
}
