/** After a run, when nothing is under way: whether all that its clients were told is true. */
import type { Write } from '../../src/contracts.ts'
import { shownBy } from '../support/wire.ts'
import type { Holder } from './ledger.ts'
import { requestOf, type Scene } from './scene.ts'

export async function judge(scene: Scene): Promise<readonly string[]> {
  const { ledger, instance: { auth }, mira } = scene
  const wrong = [...ledger.wrong]
  endRetired(scene)
  for (const holder of ledger.holders) wrong.push(...await judgeHolder(scene, holder))
  wrong.push(...await strangers(scene))
  // What ended with the account stays over when it is opened again.
  if (ledger.disables > 0) await auth.users.enable(mira.id)
  for (const holder of ledger.over.keys()) wrong.push(...await revived(scene, holder))
  return wrong
}

/** A password that was changed opened nothing that lives, even where its login was under way. */
function endRetired({ ledger, mira }: Scene): void {
  for (const { password, by } of ledger.retired) {
    const ended = ledger.holders.filter((one) => one.user === mira && one.provedBy === password && one !== by)
    for (const holder of ended) if (!ledger.over.has(holder)) ledger.over.set(holder, 'by number')
  }
}

async function judgeHolder(scene: Scene, holder: Holder): Promise<readonly string[]> {
  const { ledger } = scene
  if (ledger.over.has(holder)) return [...await revived(scene, holder), ...await goesOn(scene, holder)]
  if (ledger.mayBeOver(holder)) return []
  const answers = await Promise.all(holder.credentials.map((credential) => statusOf(scene, holder, credential)))
  const wrong = [...await dataFaults(scene, holder, [holder.session])]
  const isAlive = answers.some((all) => all.every((one) => one === expected(holder)))
  if (!isAlive) wrong.push(`a session of ${nameOf(holder)} that nobody ended is dead: ${answers.join(' ')}`)
  for (const [n, credential] of holder.credentials.entries()) {
    const lives = answers[n]?.some((one) => one !== 'nobody') === true
    if (holder.dead.has(credential) && lives) wrong.push('a credential that was replaced lives')
  }
  return wrong
}

const nameOf = ({ user, carrier }: Holder): string => user === null ? 'a visitor' : `${user.username.split('-')[0]} by ${carrier}`

const expected = ({ user }: Holder): string => user === null ? 'visitor' : user.id

/** Nothing that was given out for it opens anything, and its record is gone or below the epoch. */
async function revived(scene: Scene, holder: Holder): Promise<readonly string[]> {
  const { instance: { store, auth }, ledger } = scene
  const wrong: string[] = []
  for (const credential of holder.credentials) {
    const lives = (await statusOf(scene, holder, credential)).some((one) => one !== 'nobody')
    if (lives) wrong.push(`a credential of ${holder.carrier} lives after its session was over`)
  }
  for (const token of holder.refreshTokens) {
    if ((await auth.refresh(token)).ok) wrong.push(`a refresh token of ${holder.carrier} lives after its session was over`)
  }
  const left = await store.findSession(holder.session)
  const isBelow = left !== null && left.session.epoch < (left.user?.epoch ?? 0)
  if (left !== null && (ledger.over.get(holder) === 'deleted' || !isBelow)) wrong.push('the record of a session that was over is there')
  return wrong
}

/** Whom each freshness takes it for: a user's id, `visitor`, or `nobody`. */
async function statusOf(scene: Scene, holder: Holder, credential: string): Promise<readonly string[]> {
  const request = requestOf(shownBy(holder.carrier, credential))
  return Promise.all((['revocable', 'authoritative'] as const).map(async (freshness) => {
    const outcome = await scene.instance.auth.authenticate(request, { freshness })
    if (outcome.status === 'authenticated') return outcome.principal.subject
    return outcome.status === 'anonymous' && outcome.visitor !== undefined ? 'visitor' : 'nobody'
  }))
}

/** The data of a session that logins took the place of is in exactly one of them, with all that was told to be kept. */
async function goesOn(scene: Scene, holder: Holder): Promise<readonly string[]> {
  const { ledger } = scene
  const heirs = ledger.holders.filter(({ before }) => before === holder)
  const isClear = heirs.length > 0 && heirs.length === ledger.endingsOf(holder) && holder.rotations === 0
  if (!isClear || heirs.some((heir) => ledger.mayBeOver(heir))) return []
  return dataFaults(scene, holder, heirs.map(({ session }) => session))
}

/** All marks that were told to be kept stand in one of the sessions, and in no other; and no mark that nobody made. */
async function dataFaults(scene: Scene, holder: Holder, sessions: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(sessions.map((session) => marksOf(scene, session)))
  const whole = found.filter((marks) => [...holder.kept].every((mark) => marks.includes(mark)))
  const wrong: string[] = []
  if (whole.length === 0) wrong.push(`of a ${holder.user === null ? 'visitor' : 'login'} an acknowledged write is lost`)
  if (holder.kept.size > 0 && whole.length > 1) wrong.push('the data of one session is in two')
  const known = scene.ledger.holders.filter(({ session }) => sessions.includes(session)).flatMap(triedIn)
  if (found.flat().some((mark) => !known.includes(mark))) wrong.push('a session holds data that was never written to it')
  return wrong
}

/** Tried on it, or on what it took the place of. */
function triedIn(holder: Holder | null): readonly string[] {
  return holder === null ? [] : [...holder.tried, ...triedIn(holder.before)]
}

async function marksOf({ instance }: Scene, session: string): Promise<readonly string[]> {
  const found = await instance.store.findSession(session)
  if (found?.session.data == null) return []
  return Object.keys((JSON.parse(found.session.data) as { marks?: object }).marks ?? {}) // as the acts write it
}

/** No session that nobody was told of. */
async function strangers({ instance, ledger, mira, noor }: Scene): Promise<readonly string[]> {
  const rows = (await Promise.all([mira, noor].map(({ id }) => instance.store.listSessions(id, 0, { limit: 100 })))).flat()
  const told = ledger.holders.map(({ session }) => session)
  return rows.filter(({ id }) => !told.includes(id)).map(() => 'there is a session that nobody was told of')
}

/** At every commit: no credential is made for a session that is over, and no family of refresh tokens divides. */
export async function probe({ instance: { store }, ledger }: Scene, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.do !== 'insert' || write.table !== 'secret' && write.table !== 'session') continue
    const session = write.table === 'session' ? write.row.id : write.row.session
    const found = session === null ? null : await store.findSession(session)
    if (found === null || found.session.subject === null) continue
    const isOver = found.user === null || found.user.disabled !== null || found.session.epoch < found.user.epoch
    if (isOver) ledger.wrong.push(`a ${write.table} is made for a session that is over`)
    const unused = (await store.listSecrets(found.session.id)).filter((one) => one.purpose === 'refresh' && one.consumed === null)
    if (unused.length > 1) ledger.wrong.push('a family has two refresh tokens that are good')
  }
}

/** Leaves the store as small as it was. */
export async function clear({ instance: { store }, ledger, mira, noor }: Scene): Promise<void> {
  await store.commit([mira, noor].map(({ id }) => ({ do: 'delete', table: 'user', id, if: {} })))
  for (const { session, user } of ledger.holders) {
    if (user === null) await store.commit([{ do: 'delete', table: 'session', id: session, if: {} }])
  }
}
