/** What a request shows: each transport is read once, and over all of them exactly one value may be found. */
import type { Carrier, Keys, MaybePromise, Parameters, Proof, RefusalCode, RequestView, Session, Transport } from '../contracts.ts'
import type { Core } from './core.ts'
import type { ProofCache } from './judging/proof-cache.ts'
import { after } from './parts/after.ts'

export interface Shown {
  readonly credential: string
  readonly transport: Transport
  /** Null: no format of a carrier on this transport accepts it. */
  readonly carrier: Carrier | null
}

/** One that a carrier of the route takes. */
export type Riding = Shown & { readonly carrier: Carrier }

/** Nothing, one, or more than one: two credentials on one request are never a choice (RFC 6750 §2). */
export type Presented = { readonly count: 'none' } | { readonly count: 'one', readonly shown: Shown } | { readonly count: 'many', readonly shown: readonly Shown[] }

export function present(request: RequestView, carriers: readonly Carrier[]): Presented {
  const shown: Shown[] = []
  for (const { transport, riding } of waysOf(carriers)) {
    for (const credential of transport.read(request)) {
      shown.push({ credential, transport, carrier: carrierOf(riding, credential) })
    }
  }
  const [first] = shown
  if (first === undefined) return { count: 'none' }
  return shown.length > 1 ? { count: 'many', shown } : { count: 'one', shown: first }
}

/** A reference that rides alone is not asked for its shape here: its shape is all that is verified. */
function carrierOf(riding: readonly Carrier[], credential: string): Carrier | null {
  const [first] = riding
  if (riding.length === 1 && first?.format.kind === 'reference') return first
  return riding.find(({ format }) => format.accepts(credential)) ?? null
}

/** A transport, and the carriers that ride on it, in their order. */
interface Way {
  readonly transport: Transport
  readonly riding: readonly Carrier[]
}

/** Put together once for a list of carriers, which each instance has one of. */
const ways = new WeakMap<readonly Carrier[], readonly Way[]>()

/** Two carriers that ride on one transport show one credential, not two: transports are told apart by name. */
function waysOf(carriers: readonly Carrier[]): readonly Way[] {
  const known = ways.get(carriers)
  if (known !== undefined) return known
  const transports = new Map(carriers.flatMap((carrier) => carrier.transports.map((one) => [one.name, one] as const)))
  const made = [...transports.values()].map((transport) => (
    { transport, riding: carriers.filter((carrier) => carrier.transports.some(({ name }) => name === transport.name)) }
  ))
  ways.set(carriers, made)
  return made
}

/** What a proof needs: an instance has it all, and so has who holds nothing but the public keys of one. */
export interface Prover {
  readonly ring: { fresh(): Promise<void> | undefined }
  keys(): Keys
  readonly proofs: ProofCache
}

/** Whether the format says the credential is authentic: the one question formats answer. */
export function prove(prover: Prover, { carrier, credential }: Omit<Shown, 'transport'>): MaybePromise<Proof | null> {
  if (carrier === null) return null
  const { format } = carrier
  return after(prover.ring.fresh(), () => {
    const at = { keys: prover.keys(), format, credential }
    const statement = format.kind === 'statement' ? prover.proofs.find(at) : undefined // of a reference none is kept
    if (statement !== undefined) return { kind: 'statement', statement }
    return after(format.verify(credential, at.keys), (proof) => {
      if (proof?.kind === 'statement') prover.proofs.keep(at, proof.statement)
      return proof
    })
  })
}

const everyCarrier = new WeakMap<Core, readonly Carrier[]>()

/** What rides on headers and cookies: logins, and API keys. The same list each time. */
export function allCarriers(core: Core): readonly Carrier[] {
  const known = everyCarrier.get(core)
  if (known !== undefined) return known
  const made = [...core.carriers, core.keyCarrier]
  everyCarrier.set(core, made)
  return made
}

export function carriersNamed(core: Core, names: readonly string[] | undefined): readonly Carrier[] {
  const all = allCarriers(core)
  if (names === undefined) return all
  return names.map((name) => {
    const carrier = all.find((one) => one.name === name)
    const known = all.map((one) => one.name).join(', ')
    if (carrier === undefined) throw new TypeError(`no carrier is named "${name}"; there are: ${known}`)
    return carrier
  })
}

/** With those of a route that takes credentials in its query: a ticket, and where it says so what else states itself. */
export function carriersWith({ ticketCarrier }: Core, carriers: readonly Carrier[], parameters: Parameters | undefined): readonly Carrier[] {
  if (parameters === undefined) return carriers
  const { ticket, token } = parameters
  const riding = carriers.map((one) => token === null || one.format.name !== 'sealed' ? one : { ...one, transports: [...one.transports, token] })
  return [...riding, { ...ticketCarrier, transports: [ticket] }]
}

/** Whether a browser's jar showed what is refused: it goes on sending a login that is over, and nobody meant anything by it. */
export function isOverInJar(core: Core, request: RequestView, reason: RefusalCode): boolean {
  if (reason === 'csrf_rejected' || reason === 'ambiguous_credentials') return false
  const presented = present(request, allCarriers(core))
  return presented.count === 'one' && presented.shown.transport.jar !== undefined
}

/** The session that a browser's jar names, live or not; null where it names none, or two. */
export async function sessionInJar(core: Core, request: RequestView): Promise<Session | null> {
  const presented = present(request, core.carriers.map(onlyJars))
  const proof = presented.count === 'one' ? await prove(core, presented.shown) : null
  if (proof === null) return null
  if (proof.kind === 'statement') return (await core.store.findSession(proof.statement.session))?.session ?? null
  return (await core.store.findByDigest(proof.digest))?.session ?? null
}

function onlyJars(carrier: Carrier): Carrier {
  return { ...carrier, transports: carrier.transports.filter((transport) => transport.jar !== undefined) }
}
