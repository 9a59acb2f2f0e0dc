/** What a request means to show, where its browser adds the cookie of a visitor. */
import type { Carrier, MaybePromise, RequestView } from '../contracts.ts'
import type { Core } from './core.ts'
import { present, type Presented, prove, type Shown } from './credentials.ts'

/**
 * As `present`, but for the cookie of a visitor, which a browser adds by itself and which names nobody: a page that made one
 * must not lock out the front end that logs in by a header. Two that could be somebody are never a choice (B-25).
 */
export function presentMeant(core: Core, request: RequestView, carriers: readonly Carrier[]): MaybePromise<Presented> {
  const presented = present(request, carriers)
  if (presented.count !== 'many') return presented
  const [meant, another] = presented.shown.filter(({ transport }) => transport.jar === undefined)
  const [added, more] = presented.shown.filter(({ transport }) => transport.jar !== undefined)
  if (meant === undefined || another !== undefined || added === undefined || more !== undefined) return presented
  return isVisitor(core, added).then((isNobody) => isNobody ? { count: 'one', shown: meant } : presented)
}

async function isVisitor(core: Core, shown: Shown): Promise<boolean> {
  const proof = await prove(core, shown)
  if (proof?.kind !== 'reference') return false
  const found = await core.store.findByDigest(proof.digest)
  return found?.session != null && found.session.subject === null
}
