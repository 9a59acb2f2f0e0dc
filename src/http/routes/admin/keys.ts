/** /auth/admin/keys: the ring, the key that follows, and the emergency. */
import type { KeyInfo } from '../../../core/key-ring.ts'
import { actBody, keyUses, rotateBody } from '../../admin-schemas.ts'
import { adminPage, askAgain, done, readDoing, showPage, showTo } from '../../administration.ts'
import { json, seeOther } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { turnAway } from '../../forms.ts'
import { failurePage } from '../../pages.ts'

export async function getRing(call: Call): Promise<Response> {
  const keys = () => call.http.core.ring.list()
  return showTo(call, {
    json: async () => json({ keys: (await keys()).map(onWire), next_cursor: null }),
    page: async (held) => adminPage(call, 'keys', { held, view: { keys: (await keys()).toSorted(byUse) } }),
  })
}

const states = ['next', 'current', 'previous', 'retired'] as const

/** Of each use the one that follows first, and of those before the newest. */
function byUse(a: KeyInfo, b: KeyInfo): number {
  const place = ({ use }: KeyInfo) => keyUses.findIndex((one) => one === use)
  return place(a) - place(b) || states.indexOf(a.state) - states.indexOf(b.state) || b.changed - a.changed
}

function onWire({ kid, use, algorithm, state, created, changed }: KeyInfo) {
  return { kid, use, algorithm, state, created_at: created, changed_at: changed }
}

/** `?use=jwt`. It logs nobody out, so that no recent proof is asked for. */
export function getRotate(call: Call): Promise<Response> {
  return showPage(call, async (held) => {
    const use = keyUses.find((one) => one === call.url.searchParams.get('use'))
    const key = (await call.http.core.ring.list()).find((one) => one.use === use && one.state === 'current')
    if (use === undefined || key === undefined) return failurePage(call, { code: 'not_found' })
    return adminPage(call, 'confirm', { held, view: { act: 'rotate', id: use, name: use, key } })
  })
}

export async function postRotate(call: Call): Promise<Response> {
  const doing = await readDoing(call, { schema: rotateBody, action: 'keys/rotate', page: '/admin/keys' })
  if (doing instanceof Response) return doing
  const { input: { isForm, value }, acts } = doing
  const rotated = await acts.rotateKey(value.use)
  if (!rotated.ok) return turnAway(call, { code: rotated.code })
  return isForm ? seeOther(`${call.http.base}/admin/keys?notice=key_rotated`) : json(onWire(rotated.key))
}

export function getDrop(call: Call, kid: string): Promise<Response> {
  return askAgain(call, pathOf(kid), async (held) => {
    const key = (await call.http.core.ring.list()).find((one) => one.kid === kid && one.state !== 'retired')
    if (key === undefined) return failurePage(call, { code: 'not_found' })
    return adminPage(call, 'confirm', { held, view: { act: 'drop', id: kid, name: kid, key } })
  })
}

const pathOf = (kid: string) => `/admin/keys/${encodeURIComponent(kid)}/drop`

export async function postDrop(call: Call, kid: string): Promise<Response> {
  const doing = await readDoing(call, { schema: actBody, action: 'keys/drop', page: pathOf(kid), isGrave: true })
  if (doing instanceof Response) return doing
  return done(call, await doing.acts.dropKey(kid), { page: '/admin/keys', notice: 'key_dropped', isForm: doing.input.isForm })
}
