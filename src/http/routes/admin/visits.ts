/** GET /auth/admin/visits: how many came, by day and campaign. */
import type { VisitCount } from '../../../contracts.ts'
import { adminPage, showTo } from '../../administration.ts'
import { json } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { tell } from '../../forms.ts'

const DAY = 86_400
/** Whoever makes up campaigns makes up rows: of more than these the answer says that there are more. */
const most = 1000

export async function getVisits(call: Call): Promise<Response> {
  return showTo(call, {
    json: () => answered(call, ({ from, days, visits, truncated }) => json({ from, days, visits: visits.map(onWire), truncated })),
    page: (held) => answered(call, ({ days, visits, truncated }) => adminPage(call, 'visits', { held, view: { days, visits, truncated } })),
  })
}

interface Counted {
  readonly from: number
  readonly days: number
  readonly visits: readonly VisitCount[]
  readonly truncated: boolean
}

async function answered(call: Call, answer: (counted: Counted) => Response | Promise<Response>): Promise<Response> {
  const days = daysOf(call.url.searchParams.get('days'))
  if (days === null) return tell(call, { code: 'malformed_request', detail: 'days is a whole number from 1 to 400.' })
  const { store, clock } = call.http.core
  const now = clock()
  const today = now - now % DAY
  const from = today - (days - 1) * DAY
  const counts = await store.countVisits({ from, until: today + DAY, limit: most + 1 })
  return answer({ from, days, visits: counts.slice(0, most), truncated: counts.length > most })
}

function daysOf(text: string | null): number | null {
  if (text === null) return 30
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= 400 ? Number(text) : null
}

function onWire({ day, source, medium, campaign, visits, visitors, newVisitors }: VisitCount) {
  return { day, source, medium, campaign, visits, visitors, new_visitors: newVisitors }
}
