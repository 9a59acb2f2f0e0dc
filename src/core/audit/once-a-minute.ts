/** What is told at most once a minute by name. Bounded: past the bound the oldest name counts as news again. */
import type { Clock, Seconds } from '../../contracts.ts'

const interval: Seconds = 60
const most = 1000

export function createNews(clock: Clock): (name: string) => boolean {
  const told = new Map<string, Seconds>()
  return (name) => {
    const now = clock()
    const last = told.get(name)
    if (last !== undefined && now >= last && now - last < interval) return false
    told.delete(name)
    for (const oldest of told.keys()) if (told.size >= most) told.delete(oldest)
    told.set(name, now)
    return true
  }
}
