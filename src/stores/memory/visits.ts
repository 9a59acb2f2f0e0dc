/** Visits by day and campaign, as SQL would group them. */
import type { Period, StoredVisit, VisitCount } from '../../contracts.ts'
import { checkCount } from '../codec.ts'

const DAY = 86_400

export function countVisits(visits: Iterable<StoredVisit>, { from, until, limit }: Period): readonly VisitCount[] {
  checkCount('limit', limit)
  const inPeriod = [...visits].filter(({ at }) => at >= from && at < until)
  const groups = Map.groupBy(inPeriod, ({ at, source, medium, campaign }) => JSON.stringify([dayOf(at), source, medium, campaign]))
  return [...groups.values()].flatMap(summed).toSorted(inOrder).slice(0, limit)
}

const dayOf = (at: number) => at - at % DAY

function summed(visits: readonly StoredVisit[]): readonly VisitCount[] {
  const [first] = visits
  if (first === undefined) return []
  const { at, source, medium, campaign } = first
  const visitors = new Set(visits.map(({ visitor }) => visitor)).size
  const newVisitors = visits.filter(({ isNew }) => isNew).length
  return [{ day: dayOf(at), source, medium, campaign, visits: visits.length, visitors, newVisitors }]
}

/** Where no number decides, the names do, in the order of their bytes; no name comes first. */
function inOrder(a: VisitCount, b: VisitCount): number {
  return b.day - a.day || b.visits - a.visits ||
    byName(a.source, b.source) || byName(a.medium, b.medium) || byName(a.campaign, b.campaign)
}

function byName(a: string | null, b: string | null): number {
  return Buffer.compare(Buffer.from(a ?? ''), Buffer.from(b ?? ''))
}
