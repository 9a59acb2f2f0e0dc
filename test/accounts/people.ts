/** People at a system without HTTP: what they send, and what they are told. */
import { logIn, type LoggedIn, type LoginRequest } from '../../src/accounts/log-in.ts'
import { signUp, type SignupRequest } from '../../src/accounts/sign-up.ts'
import type { Issued } from '../../src/contracts.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { password } from '../support/instance.ts'
import type { System } from '../core/system.ts'

type Sent<Request> = Partial<Omit<Request, 'carrier'>> & { readonly carrier?: string, readonly address?: string }

/** The right password of mira, by cookie from nowhere in particular, unless it is said otherwise. */
export function requestOf(system: System, { carrier = 'cookie', address, ...sent }: Sent<LoginRequest>): LoginRequest {
  return {
    username: 'mira',
    password,
    carrier: system.carrier(carrier),
    remember: false,
    renewed: true,
    device: null,
    replaces: null,
    from: { ...nowhere, address: address ?? null },
    ...sent,
  }
}

export function tryLogin(system: System, sent: Sent<LoginRequest> = {}): Promise<LoggedIn> {
  return logIn(system.accounts, requestOf(system, sent))
}

export function trySignup(
  system: System,
  { email = null, setup = null, ...sent }: Sent<SignupRequest> = {},
): Promise<LoggedIn> {
  return signUp(system.accounts, { ...requestOf(system, sent), email, setup })
}

/** `ok`, or why not, with the faults of a password. */
export async function told(
  outcome: Promise<{ readonly ok: boolean, readonly code?: string, readonly reasons?: readonly string[] }>,
): Promise<string> {
  const { ok, code = '', reasons } = await outcome
  return ok ? 'ok' : reasons?.join(' ') ?? code
}

/** A login that must succeed. */
export async function loggedIn(outcome: Promise<LoggedIn>): Promise<{ issued: Issued, device: string }> {
  const answer = await outcome
  if (!answer.ok) throw new Error(`the login was refused: ${answer.code}`)
  return answer
}

/** A wrong password, so many times, one after another. */
export async function fail(system: System, times: number, sent: Sent<LoginRequest> = {}): Promise<string[]> {
  const answers: string[] = []
  for (let n = 0; n < times; n++) answers.push(await told(tryLogin(system, { password: 'wrong', ...sent })))
  return answers
}
