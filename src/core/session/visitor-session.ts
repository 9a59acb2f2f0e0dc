/** A visitor is a session with no subject yet: it keeps data for someone who has not logged in, and proves nothing. */
import type { Carrier, Session } from '../../contracts.ts'
import { randomId } from '../../crypto/random.ts'
import type { Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { record, type Origin } from '../audit/events.ts'
import { makeCredential } from './issue.ts'

export interface OpenedVisitor {
  readonly session: Session
  /** The `Set-Cookie` line. */
  readonly cookie: string
}

/** A new session with its data. Throws where no carrier of this instance is a reference that browsers keep. */
export async function openVisitor(core: Core, from: Origin, data: string): Promise<Plan<OpenedVisitor>> {
  const carrier = visitorCarrier(core)
  const jar = carrier?.transports.find((transport) => transport.jar !== undefined)?.jar
  if (carrier === undefined || jar === undefined) throw new TypeError('no carrier keeps visitors; expected one like `cookie`')
  const session = newVisitor(core, { carrier, from, data })
  const { answer: { credential, expiresIn }, writes } = await makeCredential(core, { carrier, user: null, session, generation: null })
  const created = record(core, { type: 'session_created', session: session.id, from, detail: { carrier: carrier.name, visitor: true } })
  return {
    answer: { session, cookie: jar.set(credential, { expiresIn, persistent: false }) },
    writes: [{ do: 'insert', table: 'session', row: session }, ...writes, created],
  }
}

function visitorCarrier({ carriers }: Core): Carrier | undefined {
  return carriers.find(({ format, transports }) => format.kind === 'reference' && transports.some(({ jar }) => jar !== undefined))
}

function newVisitor(core: Core, { carrier, from, data }: { carrier: Carrier, from: Origin, data: string }): Session {
  const now = core.clock()
  const { idle, absolute } = core.limits.visitor
  return {
    id: randomId(), subject: null, carrier: carrier.name, scope: null, root: null, data, dataVersion: 1,
    created: now, authTime: now, lastSeen: now, idle, absoluteEnd: now + absolute, remember: false, epoch: 0,
    address: from.address, agent: from.agent,
  }
}
