/** What each verb asks of the server, and what becomes of the login by its answer. */
import type { AuthorizedFetch } from './authorized.ts'
import { ClientError, fault, unexpected, unreached } from './client-error.ts'
import { loginIn } from './holding.ts'
import type { Keeper } from './keeper.ts'
import type { Settings } from './options.ts'
import { has, isIssued, isLogin } from './shapes.ts'
import { initOf, read, sendTo, type Sent, type Wire } from './wire.ts'
import type { Issued, Login, Me } from './words.ts'

/** What the verbs stand on. */
export interface Parts {
  readonly settings: Settings
  readonly wire: Wire
  readonly keeper: Keeper
  readonly fetch: AuthorizedFetch
}

export async function enter({ settings, wire, keeper }: Parts, path: string, who: object): Promise<Login> {
  const { carrier, storage } = settings
  const credentials = storage === 'cookie' ? 'include' : 'same-origin'
  // Where the answer puts what renews it.
  const json = { ...who, carrier, ...(carrier !== 'cookie' && { refresh: storage === 'cookie' ? storage : 'body' }) }
  return loginIn(await keeper.issue(async () => read<Issued>(await sendTo(settings, wire, { path, method: 'POST', json, credentials }), isIssued)))
}

/** How often it is looked again who is logged in, where that changes meanwhile. */
const looks = 3

export async function whoIs(parts: Parts, look = 1): Promise<Me | null> {
  const { settings, wire, keeper } = parts
  const isCookie = settings.carrier === 'cookie'
  if (!isCookie && await keeper.access({ anew: true }) === null) return null
  const before = keeper.login()?.session.id
  const sent = { path: '/me', method: 'GET' }
  const answer = await (isCookie ? sendTo(settings, wire, { ...sent, credentials: 'include' }) : answerTo(parts, sent))
  const me = answer.status === 401 ? null : await read<Me>(answer, isLogin)
  const now = keeper.login()?.session.id
  // Another page logged in or out while this one was answered: that is who counts.
  if (now !== before && now !== me?.session.id) {
    if (look === looks) throw unexpected(answer.status)
    return whoIs(parts, look + 1)
  }
  if (me === null) await keeper.end()
  else keeper.note(loginIn(me))
  return me
}

type Asked = Pick<Sent, 'method' | 'json'> & { readonly path: string }

function answerTo({ settings, fetch }: Parts, { path, ...sent }: Asked): Promise<Response> {
  return fetch(settings.base + path, initOf(sent)).catch(unreached)
}

export async function ask<T>(parts: Parts, asked: Asked, member?: string): Promise<T> {
  return read<T>(await answerTo(parts, asked), has(member))
}

interface Change {
  readonly method?: string
  readonly json?: object
  /** What becomes of the cookie that renews: without one it stays as it is, and is not sent. */
  readonly effect?: 'renews' | 'ends'
  /** Whose it is; of who is logged in now, where it is not told. */
  readonly session?: string | undefined
}

/** Changes the login itself, so that no renewal may be under way, in no page. A wrong password is asked for once. */
export async function change(parts: Parts, path: string, asked: Change = {}): Promise<void> {
  const { settings, keeper } = parts
  const { session = keeper.login()?.session.id } = asked
  const access = settings.carrier === 'cookie' ? null : await keeper.access({ session })
  const meant = { ...asked, session: access?.session ?? session }
  try {
    await changeBy(parts, path, { ...meant, bearer: access?.token })
  } catch (error) {
    const isOld = access && error instanceof ClientError && error.status === 401 && error.code !== 'invalid_credentials'
    const renewed = isOld ? await keeper.access({ failed: access.token, session: access.session }) : null
    if (!renewed) throw error
    await changeBy(parts, path, { ...meant, bearer: renewed.token })
  }
}

/** Of the login that was meant, although another may have taken its place before it was this one's turn. */
async function changeBy(parts: Parts, path: string, { method = 'POST', json, effect, bearer, session }: Change & { bearer: string | undefined }): Promise<void> {
  const { settings: { carrier, storage }, keeper } = parts
  await keeper.issue(async () => {
    const isHere = !session || session === keeper.login()?.session.id
    // The browser shows the cookie of the other one.
    if (!isHere && !bearer) throw fault('credential_missing', 401)
    const send = (credentials: 'include' | 'omit') => sendTo(parts.settings, parts.wire, { path, method, json, bearer, credentials })
    const isInJar = isHere && storage === 'cookie' && (carrier === 'cookie' || bearer && effect)
    let answer = await send(isInJar ? 'include' : 'omit')
    // The browser also holds a login by session cookie. It is not the one that is meant.
    if (answer.status === 400 && bearer && effect === 'ends') answer = await send('omit')
    const issued = await read<Issued | null>(answer, (body) => body === null ? effect !== 'renews' : effect !== 'ends' && isIssued(body))
    if (!isHere) return null
    if (effect === 'ends') await keeper.end()
    return issued
  })
}

export async function leave(parts: Parts): Promise<void> {
  const { settings, keeper } = parts
  const session = keeper.login()?.session.id
  // The other pages are told whose login it was.
  if (settings.carrier === 'cookie') await (keeper.login() === undefined && whoIs(parts))
  else if (await keeper.access({ anew: true, session }) === null && !keeper.login()) return
  await change(parts, '/logout', { effect: 'ends', session })
}
