/** What clients do in a run, each with what its answer means. Whom and with what is drawn before anything begins. */
import { ContentionError } from '../../src/core/commit.ts'
import { SessionDataError } from '../../src/core/session/session-data.ts'
import type { Answer } from '../support/client.ts'
import { loginOf } from '../support/client.ts'
import { carriers, shownBy } from '../support/wire.ts'
import type { Random } from '../core/unsteady.ts'
import { explain, type Asked } from './explain.ts'
import type { Holder } from './ledger.ts'
import type { Doing } from './scheduler.ts'
import { holdVisitor, requestOf, send, type Act, type Scene } from './scene.ts'

export interface Drawn {
  readonly random: Random
  /** A login of Mira, at random. */
  readonly login: Holder
  readonly another: Holder
  /** Hers in a browser. */
  readonly cookie: Holder
  readonly noor: Holder
  readonly visitor: Holder
  readonly mark: string
}

export type Draw = (drawn: Drawn) => Act

/** Asks with a credential of the holder, most often the latest, and explains every refusal. */
async function askAs(scene: Scene, mine: Doing, asked: Asked & { readonly holder: Holder }): Promise<Answer> {
  const { holder, line } = asked
  const wasOver = scene.ledger.over.has(holder)
  const shown = shownBy(holder.carrier, asked.credential)
  const answer = await send(scene, line, { json: asked.json, headers: { ...shown, ...asked.headers } })
  if (wasOver && isDone(line, answer)) scene.ledger.wrong.push(`${line} is done by a session that was over`)
  const fault = explain(scene, mine, { ...asked, answer })
  if (fault !== null) scene.ledger.wrong.push(fault)
  const { user } = answer.body as { user?: { id: string } } // the contract tests hold the shape
  if (user !== undefined && user.id !== holder.user?.id) scene.ledger.wrong.push(`${line} is answered with another's identity`)
  return answer
}

/** Logging out twice is no error, and who shows a cookie that is over is a visitor who has no data yet. */
function isDone(line: string, { status, headers }: Answer): boolean {
  if (status >= 300 || line.endsWith('/logout')) return false
  return !line.endsWith('/session/data') || headers.get('etag') !== '"0"' && headers.getSetCookie().length === 0
}

const latest = ({ credentials }: Holder): string => credentials.at(-1) ?? ''

/** Of a login that was renewed: it still has its old credential in another tab. */
function someCredential({ credentials }: Holder, random: Random): string {
  return random() < 0.8 ? credentials.at(-1) ?? '' : credentials[0] ?? ''
}

/** New credentials of an answer, where it brought any. */
function keep(holder: Holder, answer: Answer): void {
  if (answer.status !== 200) return
  const { credential, refreshToken } = loginOf(answer)
  if (credential !== '') holder.credentials.push(credential)
  if (refreshToken !== '') holder.refreshTokens.push(refreshToken)
}

const whoAmI = (holder: Holder, random: Random): Act => async (scene, mine) => {
  await askAs(scene, mine, { holder, credential: someCredential(holder, random), line: 'GET /auth/me' })
}

const refresh: Draw = ({ login: holder, random }) => async (scene, mine) => {
  const token = random() < 0.8 ? holder.refreshTokens.at(-1) : holder.refreshTokens[0]
  if (token === undefined) return
  holder.refreshes += 1
  // A token that was used or replaced before, in whichever order, ends its family.
  scene.ledger.begin((one) => one === holder && holder.refreshes + holder.rotations > 1, 'deleted')
  const wasOver = scene.ledger.over.has(holder)
  const answer = await send(scene, 'POST /auth/refresh', { json: { refresh_token: token } })
  keep(holder, answer)
  if (answer.status === 200 && wasOver) scene.ledger.wrong.push('a session that was over is refreshed')
  if (answer.body['code'] === 'token_reused') scene.ledger.begin((one) => one === holder, 'deleted')()
  const fault = explain(scene, mine, { holder, line: 'POST /auth/refresh', credential: token, answer })
  if (fault !== null) scene.ledger.wrong.push(fault)
}

/** By a token of any generation (RFC 7009): the family ends. */
const revoke: Draw = ({ login: holder, random }) => async (scene, mine) => {
  const token = random() < 0.5 ? holder.refreshTokens.at(-1) : holder.refreshTokens[0]
  if (token === undefined) return
  const done = scene.ledger.begin((one) => one === holder, 'deleted')
  const answer = await send(scene, 'POST /auth/revoke', { form: { token } })
  if (answer.status === 200) done()
  const fault = explain(scene, mine, { holder, line: 'POST /auth/revoke', credential: token, answer })
  if (fault !== null) scene.ledger.wrong.push(fault)
}

const reauthenticate: Draw = ({ login: holder }) => async (scene, mine) => {
  holder.rotations += 1
  scene.ledger.attempts += 1
  const json = { password: scene.password }
  const credential = latest(holder)
  const answer = await askAs(scene, mine, { holder, credential, line: 'POST /auth/reauthenticate', json })
  if (answer.status === 200) holder.dead.add(credential)
  keep(holder, answer)
}

/** Every other login of Mira ends with it. */
const changePassword: Draw = ({ login: holder, mark }) => async (scene, mine) => {
  const { ledger } = scene
  const done = ledger.begin((one) => one.user === scene.mira && one !== holder, 'by number')
  const next = `copper lantern nine ${mark}`
  if (holder.carrier !== 'cookie') holder.rotations += 1
  ledger.passwordChanges += 1
  ledger.attempts += 1
  const json = { current_password: scene.password, new_password: next }
  const answer = await askAs(scene, mine, { holder, credential: latest(holder), line: 'POST /auth/password', json })
  if (answer.status >= 300) return
  keep(holder, answer)
  scene.password = next
  ledger.retired.push({ password: json.current_password, by: holder })
  done()
}

const logOut: Draw = ({ login: holder, random }) => async (scene, mine) => {
  const done = scene.ledger.begin((one) => one === holder, 'deleted')
  const answer = await askAs(scene, mine, { holder, credential: someCredential(holder, random), line: 'POST /auth/logout' })
  if (answer.status === 204) done()
}

const endOne: Draw = ({ login: holder, another, random }) => async (scene, mine) => {
  const done = scene.ledger.begin((one) => one === another, 'deleted')
  const line = `DELETE /auth/sessions/${another.session}`
  const answer = await askAs(scene, mine, { holder, credential: someCredential(holder, random), line, target: another })
  if (answer.status === 204) done()
}

/** Somebody else's session is as unknown as one that never was. */
const endForeign: Draw = ({ login: holder, noor, random }) => async (scene, mine) => {
  const line = `DELETE /auth/sessions/${noor.session}`
  const answer = await askAs(scene, mine, { holder, credential: someCredential(holder, random), line, target: null })
  if (answer.status === 204) scene.ledger.wrong.push('a session of somebody else is ended')
}

const endOthers: Draw = ({ login: holder }) => async (scene, mine) => {
  const { ledger } = scene
  const done = ledger.begin((one) => one.user === scene.mira && one !== holder, 'by number')
  if (holder.carrier !== 'cookie') holder.rotations += 1
  const answer = await askAs(scene, mine, { holder, credential: latest(holder), line: 'DELETE /auth/sessions' })
  keep(holder, answer)
  // Who was ended meanwhile has no say over the others.
  if (answer.status < 300 && !ledger.mayBeOver(holder)) done()
}

const endAll: Draw = ({ login: holder, random }) => async (scene, mine) => {
  const done = scene.ledger.begin((one) => one.user === scene.mira, 'by number')
  const credential = someCredential(holder, random)
  const answer = await askAs(scene, mine, { holder, credential, line: 'DELETE /auth/sessions?all=true' })
  if (answer.status === 204) done()
}

const disable: Draw = () => async ({ instance, ledger, mira }, mine) => {
  const done = ledger.begin((one) => one.user === mira, 'by number')
  ledger.disables += 1
  try {
    if (await instance.auth.users.disable(mira.id)) done()
  } catch (error) {
    // What answers 503 over HTTP, and as rarely: others were faster five times (explain.ts).
    if (!(error instanceof ContentionError) || mine.failedCommits < 5) throw error
  }
}

/** A browser with a session in its jar, a visitor's or a login's, logs in: the old one ends, and its data goes along. */
const logInFrom = (before: Holder, random: Random): Act => {
  const carrier = before.user === null ? carriers[Math.floor(random() * 3)] ?? 'cookie' : 'cookie'
  return async (scene, mine) => {
    const { ledger, mira } = scene
    const begun = ledger.time()
    const done = ledger.begin((one) => one === before, 'deleted')
    ledger.attempts += 1
    const json = { username: mira.username, password: scene.password, carrier }
    const headers = shownBy('cookie', latest(before))
    const answer = await send(scene, 'POST /auth/login', { json, headers })
    const fault = explain(scene, mine, { holder: null, line: 'POST /auth/login', credential: '', answer })
    if (fault !== null) ledger.wrong.push(fault)
    if (answer.status !== 200) return
    const { credential, refreshToken, session } = loginOf(answer)
    if (before.credentials.includes(credential) || session === before.session) ledger.wrong.push('a login adopts what was shown')
    ledger.hold({ session, credential, carrier, user: mira, before, begun, provedBy: json.password, ...(refreshToken !== '' && { refreshToken }) })
    done()
  }
}

/** Another cookie is that of a visitor who began anew; the same one again is that of a remembered login. */
function newCookies({ credentials }: Holder, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('__Host-latchkey=lk_se_') && !credentials.some((one) => line.includes(one)))
}

/** Through the application's own handle, in one process or the other. */
const write = (holder: Holder, { mark, random }: Drawn): Act => async (scene) => {
  const { ledger } = scene
  const wasOver = ledger.over.has(holder)
  const mayFail = () => ledger.mayBeOver(holder) || holder.rotations > 0
  const { auth } = random() < 0.5 ? scene.instance : scene.other
  holder.tried.add(mark)
  try {
    const handle = await auth.session(requestOf(shownBy(holder.carrier, someCredential(holder, random))))
    await handle.update((data) => ({ marks: { ...data['marks'] as object, [mark]: true } })) // as every write here leaves it
    const begun = newCookies(holder, handle.cookies)
    if (begun.length === 0 && wasOver) ledger.wrong.push('data is written to a session that was over')
    if (begun.length > 0 && !mayFail()) ledger.wrong.push('a session that lives is taken for none')
    const kept = begun.length > 0 ? await holdVisitor(scene, begun) : holder
    kept.tried.add(mark)
    kept.kept.add(mark)
  } catch (error) {
    const isTold = error instanceof SessionDataError && ['session_over', 'refused'].includes(error.code)
    if (!isTold || !mayFail()) ledger.wrong.push(`a write is answered with ${String(error)}`)
  }
}

/** Over HTTP, on a version. */
const patch = (holder: Holder, { mark }: Drawn): Act => async (scene, mine) => {
  const asked = { holder, credential: latest(holder) }
  const read = await askAs(scene, mine, { ...asked, line: 'GET /auth/session/data' })
  const etag = read.headers.get('etag')
  if (etag === null) return
  holder.tried.add(mark)
  const json = { marks: { [mark]: true } }
  const answer = await askAs(scene, mine, { ...asked, line: 'PATCH /auth/session/data', json, headers: { 'if-match': etag } })
  if (answer.status !== 200) return
  const begun = newCookies(holder, answer.headers.getSetCookie())
  const kept = begun.length > 0 ? await holdVisitor(scene, begun) : holder
  kept.tried.add(mark)
  kept.kept.add(mark)
}

/** Beyond the grace of a refresh, and last-seen is to be moved again. */
const waitAMinute: Draw = () => async ({ stage }) => {
  stage.now += 61
}

/** Refreshes of one family, and everything that ends it (C-21). */
export const familyDraws: readonly Draw[] = [
  refresh, refresh, refresh, refresh, refresh, refresh, revoke, revoke, logOut, logOut, endOne, endOthers, endAll, disable,
  ({ login, random }) => whoAmI(login, random),
]

/** The more often an act stands here, the more often it is drawn. */
export const draws: readonly Draw[] = [
  ({ login, random }) => whoAmI(login, random), ({ noor, random }) => whoAmI(noor, random), refresh, refresh, refresh, reauthenticate, reauthenticate,
  changePassword, logOut, logOut, revoke, endOne, endForeign, endOthers, endAll, disable, waitAMinute,
  ({ visitor, random }) => logInFrom(visitor, random), ({ visitor, random }) => logInFrom(visitor, random),
  ({ cookie, random }) => logInFrom(cookie, random),
  (drawn) => write(drawn.login, drawn), (drawn) => write(drawn.visitor, drawn), (drawn) => write(drawn.noor, drawn),
  (drawn) => patch(drawn.login, drawn), (drawn) => patch(drawn.visitor, drawn),
]
