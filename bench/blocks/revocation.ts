/** Asking the revocation index, which every JWT and token is asked about on each request. */
import type { Block } from '../block.ts'
import { newId } from '../fixtures.ts'
import { createRevocationIndex } from '../latchkey.ts'
import { compare, type Contender } from '../measure/compare.ts'
import { type Run, size } from '../measure/run.ts'
import { inTurns, several, timed } from '../measure/timed.ts'

export const revocation: Block = {
  name: 'revocation',
  title: 'Is it revoked? By the number of entries',
  note: 'Four questions each: session, credential, lowest epoch and lowest version of the subject. No one credential is asked about twice in a row.',
  async measure(run) {
    const sizes = size(run, { quick: [1000, 100_000], full: [1000, 100_000, 1_000_000] })
    return [await compare({ name: 'revocation check', unit: 'µs', contenders: sizes.map((entries) => asking(entries, run)) }, run)]
  },
}

function asking(entries: number, run: Run): Contender {
  const index = createRevocationIndex()
  const until = 4_000_000_000
  for (let n = 0; n < entries; n++) index.note([{ do: 'revoke', entry: entryOf(n, until) }], 0)
  const next = inTurns(several(4096, () => ({ session: newId(), credential: newId(), subject: newId(), epoch: 0, version: 0 })))
  return timed({ name: `${entries.toLocaleString('en-US')} entries`, by: 'latchkey' }, run, () => index.refusal(next()))
}

/** Most are logouts; some end everything of a person, or say that roles have changed. */
function entryOf(n: number, until: number) {
  const kind = n % 10 === 0 ? 'epoch' : n % 10 === 1 ? 'version' : n % 10 === 2 ? 'credential' : 'session'
  return { id: newId(), kind, value: kind === 'epoch' || kind === 'version' ? 1 : 0, at: 0, until } as const
}
