/** Measures the three lanes, here and now, on instances made for it. What cannot be measured here is not told. */
import { decodeBase64url } from '../crypto/bytes.ts'
import type { Write } from '../contracts.ts'
import { memoryStore } from '../stores/memory.ts'
import { type Lane, type LaneMeasures, lanes, type Measures, type Seen } from './facts.ts'
import { createLabInstance, type LabInstance, type LabWorld, newSecret } from './instance.ts'
import { addPerson, carrying, logInAs, type Login, type Person, resourceRequest } from './logins.ts'
import { lineBytes } from './wire.ts'

const checks = 200

/** Two instances on one store are what two processes are, but for the network between them. */
export async function measure(world: LabWorld, node: string): Promise<Measures> {
  const store = memoryStore()
  // Each closes what it was given, and the other still needs it.
  const shared = { ...store, close: () => Promise.resolve() }
  const secret = newSecret()
  const [here, elsewhere] = [createLabInstance(world, { store: shared, secret }), createLabInstance(world, { store: shared, secret })]
  const plain = createLabInstance(world, { store: shared, secret, remembers: false })
  try {
    const person = await addPerson(here)
    await Promise.all([elsewhere.auth.ready(), plain.auth.ready()])
    const measured = []
    for (const lane of lanes) measured.push(await measureLane({ here, elsewhere, plain, person }, lane))
    const [cookie, jwt, token] = measured
    if (cookie === undefined || jwt === undefined || token === undefined) throw new Error('a lane is missing')
    return { at: world.clock(), checks, node, lanes: { cookie, jwt, token } }
  } finally {
    await Promise.all([here, elsewhere, plain].map(({ auth }) => auth.close()))
    await store.close()
  }
}

interface Bench {
  readonly here: LabInstance
  readonly elsewhere: LabInstance
  /** Remembers nothing: each check is the whole work. */
  readonly plain: LabInstance
  readonly person: Person
}

async function measureLane(bench: Bench, lane: Lane): Promise<LaneMeasures> {
  const { here, plain } = bench
  const { answer: { login }, seen } = await logInAs(here, bench.person, lane)
  const { credential } = login
  const rows = seen.flatMap(rowsIn)
  const request = resourceRequest(here, { lane, credential })
  const once = await plain.observer.watch(() => plain.auth.authenticate(request))
  const carried = carrying(lane, credential)
  return {
    carriedBytes: lineBytes(...carried),
    firstCheck: await median(() => plain.auth.authenticate(request)),
    nextCheck: await median(() => here.auth.authenticate(request)),
    rows: rows.length, rowBytes: rows.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0),
    reads: once.seen.filter(({ did }) => did === 'read').length,
    ...await revoked(bench, lane, login),
    isReadable: credential.split('.').some((part) => decodeBase64url(part)?.toString('utf8').startsWith('{') ?? false),
    // What a browser keeps under HttpOnly it shows to no script; what stands in a body was read by one.
    isInReachOfScripts: login.setCookie === null || !/;\s*httponly/i.test(login.setCookie),
    isSentUnasked: login.setCookie !== null,
  }
}

/** What the login left behind. */
function rowsIn(seen: Seen) {
  if (seen.did !== 'commit') return []
  const isKept = (write: Write) => write.do === 'insert' && (write.table === 'session' || write.table === 'secret')
  return seen.writes.filter(isKept).flatMap((write) => write.do === 'insert' ? [write.row] : [])
}

async function median(check: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < checks; n++) {
    const since = performance.now()
    await check()
    times.push(performance.now() - since)
  }
  return times.toSorted((one, other) => one - other)[Math.floor(checks / 2)] ?? 0
}

const patience = 3000

/** From the moment at which the answer says that it is ended. */
async function revoked({ here, elsewhere }: Bench, lane: Lane, { credential, session }: Login) {
  const request = resourceRequest(here, { lane, credential })
  const subject = await subjectOf(elsewhere, request)
  await here.auth.sessions.end(subject, session)
  const since = performance.now()
  const [heldHere, heldElsewhere] = await Promise.all([here, elsewhere].map(async ({ auth }) => {
    while ((await auth.authenticate(request)).status === 'authenticated' && performance.now() - since < patience) await soon()
    return performance.now() - since
  }))
  return { heldHere: heldHere ?? patience, heldElsewhere: heldElsewhere ?? patience }
}

/** Asked of the other process too, so that it has seen the credential before. */
async function subjectOf({ auth }: LabInstance, request: Request): Promise<string> {
  const outcome = await auth.authenticate(request)
  return outcome.status === 'authenticated' ? outcome.principal.subject : ''
}

function soon(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve) })
}
