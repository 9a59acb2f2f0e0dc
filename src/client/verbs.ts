/** What each verb asks of the server, and what becomes of the login by its answer. */
import type { AuthorizedFetch } from './authorized.ts'
import { ClientError, unreached } from './client-error.ts'
import type { Keeper } from './keeper.ts'
import type { Settings } from './options.ts'
import { initOf, read, sendTo, type Sent, type Wire } from './wire.ts'
import type { Issued, Login, Me } from './words.ts'

/** What the verbs stand on. */
export interface Parts {
  readonly settings: Settings
  readonly wire: Wire
  readonly keeper: Keeper
  readonly fetch: AuthorizedFetch
}

/** Where the answer to a login puts what renews it. */
function kept({ carrier, storage }: Settings) {
  return carrier === 'cookie' ? {} : { refresh: storage === 'cookie' ? 'cookie' : 'body' }
}

export async function enter({ settings, wire, keeper }: Parts, path: string, who: object): Promise<Login> {
  const { carrier, storage } = settings
  const credentials = carrier === 'cookie' || storage === 'cookie' ? 'include' : 'same-origin'
  const json = { ...who, carrier, ...kept(settings) }
  return loginIn(await keeper.issue(async () => read<Issued>(await sendTo(settings, wire, { path, method: 'POST', json, credentials }))))
}

/** What was taken over, without what shows it. */
function loginIn({ carrier, user, session }: Login): Login {
  return { carrier, user, session }
}

export async function whoIs(parts: Parts): Promise<Me | null> {
  const { settings, wire, keeper, fetch } = parts
  const isCookie = settings.carrier === 'cookie'
  if (!isCookie && await keeper.access({ anew: true }) === null) return null
  const before = keeper.login()?.session.id
  const path = '/me'
  const answer = isCookie
    ? await sendTo(settings, wire, { path, method: 'GET', credentials: 'include' })
    : await fetch(settings.base + path, { cache: 'no-store' }).catch((cause: unknown) => { throw errorOf(cause) })
  const me = answer.status === 401 ? null : await read<Me>(answer)
  const now = keeper.login()?.session.id
  // Another page logged in or out while this one was answered: that is who counts.
  if (now !== before && now !== me?.session.id) return whoIs(parts)
  if (me === null) await keeper.end()
  else keeper.note(loginIn(me))
  return me
}

export async function ask<T>({ settings, fetch }: Parts, path: string, sent: Pick<Sent, 'method' | 'json'>): Promise<T> {
  const { credentials: _, ...init } = initOf({ ...sent, credentials: 'omit' })
  return read<T>(await fetch(settings.base + path, init).catch((cause: unknown) => { throw errorOf(cause) }))
}

function errorOf(cause: unknown): ClientError {
  return cause instanceof ClientError ? cause : unreached(cause)
}

interface Change {
  readonly method?: string
  readonly json?: object
  /** What becomes of the cookie that renews: without one it stays as it is, and is not sent. */
  readonly effect?: 'renews' | 'ends'
}

/** Changes the login itself, so that no renewal may be under way, in no page. A wrong password is asked for once. */
export async function change(parts: Parts, path: string, asked: Change = {}): Promise<void> {
  const { settings, keeper } = parts
  const bearer = settings.carrier === 'cookie' ? null : await keeper.access()
  try {
    await changeBy(parts, path, { ...asked, bearer })
  } catch (error) {
    const isOld = bearer !== null && error instanceof ClientError && error.status === 401 && error.code !== 'invalid_credentials'
    const renewed = isOld ? await keeper.access({ failed: bearer }) : null
    if (renewed === null) throw error
    await changeBy(parts, path, { ...asked, bearer: renewed })
  }
}

async function changeBy({ settings, wire, keeper }: Parts, path: string, { method = 'POST', json, effect, bearer }: Change & { bearer: string | null }): Promise<void> {
  const isInJar = settings.carrier === 'cookie' || bearer !== null && settings.storage === 'cookie' && effect !== undefined
  await keeper.issue(async () => {
    const send = (credentials: Sent['credentials']) => sendTo(settings, wire, { path, method, json, bearer, credentials })
    let answer = await send(isInJar ? 'include' : 'omit')
    // The browser also holds a login by session cookie. It is not the one that is meant.
    if (answer.status === 400 && bearer !== null && effect === 'ends') answer = await send('omit')
    const issued = await read<Issued | null>(answer)
    if (effect === 'ends') await keeper.end()
    return issued
  })
}

export async function leave(parts: Parts): Promise<void> {
  const { settings, keeper } = parts
  // The other pages are told whose login it was.
  if (settings.carrier === 'cookie') await (keeper.login() === undefined && whoIs(parts))
  else if (await keeper.access({ anew: true }) === null) return
  await change(parts, '/logout', { effect: 'ends' })
}
