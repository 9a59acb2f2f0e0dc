/**
 * One Latchkey of the lab: in memory, with keys, cookies and people of its own, under a secret that nobody is told. It knows no other
 * instance and has no path to another store.
 */
import { randomBytes } from 'node:crypto'
import type { Clock, PasswordHasher, Store } from '../contracts.ts'
import { carrier } from '../core/carriers.ts'
import { createAuth, type Auth, type AuthOptions } from '../create-auth.ts'
import { jwt } from '../formats/jwt.ts'
import { opaque } from '../formats/opaque.ts'
import { sealed } from '../formats/sealed.ts'
import { memoryStore } from '../stores/memory.ts'
import { bearer } from '../transports/bearer.ts'
import { cookie } from '../transports/cookie.ts'
import { header } from '../transports/header.ts'
import { createObserver, type Observer } from './observe.ts'

export const sessionCookie = '__Host-lab-session'

export interface LabWorld {
  /** The one public origin, and the path of the lab under it. */
  readonly origin: string
  readonly base: string
  readonly clock: Clock
  /** Real, and shared by all that the lab does, so that it cannot take the machine from the real instance. */
  readonly hasher: PasswordHasher
  readonly report: (error: unknown) => void
}

/** What one instance may differ in. */
export interface InstanceOptions {
  /** Seconds that its clock is ahead. */
  readonly ahead?: () => number
  readonly store?: Store
  readonly secret?: string
  /** False: each check is made anew, for who measures what one costs. */
  readonly remembers?: boolean
}

export interface LabInstance {
  readonly auth: Auth
  readonly observer: Observer
  readonly clock: Clock
  readonly origin: string
  readonly base: string
}

/** So many sessions, and the oldest go. */
const maxSessions = 500

export function createLabInstance(world: LabWorld, options: InstanceOptions = {}): LabInstance {
  const { origin, base } = world
  const { ahead = () => 0, remembers = true } = options
  const observer = createObserver()
  const clock = () => world.clock() + ahead()
  const auth = createAuth({
    origin, base, clock,
    secret: options.secret ?? newSecret(),
    store: observer.store(options.store ?? memoryStore({ maxSessions, maxEvents: maxSessions })),
    carriers: carriersOf(observer, origin, clock),
    passwordHasher: observer.hasher(world.hasher),
    signup: 'closed', pages: null, visits: false, visitorSessions: 'on-first-visit',
    onFault: world.report,
    ...remembering(remembers),
  })
  return { auth, observer, clock, origin, base }
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function remembering(remembers: boolean): Pick<AuthOptions, 'provedCredentials' | 'recalledSessions'> {
  return remembers ? {} : { provedCredentials: 0, recalledSessions: 0 }
}

/** The three of the product, under the lab's own cookie. */
function carriersOf(observer: Observer, origin: string, clock: Clock) {
  return [
    carrier('cookie', observer.format(opaque({ purpose: 'session', prefix: 'lk_se_' })), [cookie({ name: sessionCookie })]),
    carrier('jwt', observer.format(jwt()), [bearer()]),
    carrier('token', observer.format(sealed({ issuer: origin, audience: origin, clock })), [bearer(), header()]),
  ]
}
