/**
 * Whom a name that nobody has is taken for. Where hashes of several kinds are stored (imported ones, or such as were made when less
 * was asked of them), checking one takes its time, and a name that is checked as no user's would stand out by it. So a
 * name without a hash is checked against somebody's, always the same one's; whatever comes out, it is refused.
 */
import type { PasswordHasher, Seconds } from '../contracts.ts'
import { bucketName } from '../core/audit/throttle.ts'
import type { Core } from '../core/core.ts'

export interface Likeness {
  /** A hash to check against; null is the usual one, which is nobody's. */
  of(canonical: string): string | null
  /** Looks again who there is, behind an answer, where that was long ago. */
  refresh(): void
}

/** Where every hash is of one kind. */
export const allAlike: Likeness = { of: () => null, refresh: () => undefined }

const sampled = 200
const every: Seconds = 600

export async function createLikeness({ core, hasher }: { readonly core: Core, readonly hasher: PasswordHasher }): Promise<Likeness> {
  const { isCurrent } = hasher
  if (isCurrent === undefined) return allAlike
  let hashes: readonly (string | null)[] = []
  let read = core.clock()
  async function look(): Promise<void> {
    const users = await core.store.listUsers({ by: 'canonical', prefix: '' }, { limit: sampled })
    const stored = users.flatMap(({ password }) => password === null ? [] : [isCurrent?.(password) === true ? null : password])
    hashes = stored.some((one) => one !== null) ? stored : []
  }
  await look()
  return {
    of: (canonical) => hashes[numberOf(core, canonical) % Math.max(1, hashes.length)] ?? null,
    refresh() {
      if (core.clock() - read < every) return
      read = core.clock()
      core.background.run(look, 'likeness')
    },
  }
}

/** Under a key of ours, so that nobody can tell which names are taken for whom. */
function numberOf(core: Core, canonical: string): number {
  return Buffer.from(bucketName(core, 'account', canonical)).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7)
}
