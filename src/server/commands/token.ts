/** `latchkey token inspect`. The token is read, never taken as an argument: arguments are seen by all, and kept in histories. */
import type { Seconds } from '../../contracts.ts'
import type { Inspected, Known } from '../../core/judging/inspect.ts'
import { titleOf } from '../../http/problem.ts'
import type { Call, Outcome } from '../command-line/command.ts'
import { printable } from '../command-line/output.ts'
import { readCredential } from '../command-line/secrets.ts'
import { withInstance } from './with-instance.ts'

/** Whether the service would take it now is the exit code. */
export async function inspectToken({ config }: Call): Promise<Outcome> {
  const settings = await config()
  const credential = await readCredential()
  return withInstance(settings, async ({ auth }) => {
    const inspected = await auth.inspect(credential)
    return { text: lines(inspected, now()).join('\n'), json: onWire(inspected), isTrouble: inspected.refusal !== null }
  })
}

/** In the names of the HTTP contract. */
export function onWire(inspected: Inspected) {
  const { kind, refusal } = inspected
  if (!inspected.isOurs) return { kind, verified: false, says: inspected.says, accepted: false, refusal }
  const { user, session, scope, issuedAt, expiresAt, detail } = inspected
  return {
    kind, verified: true, user: user && { id: user.id, username: user.username }, session, scope: scope?.join(' ') ?? null,
    detail, issued_at: issuedAt, expires_at: expiresAt, accepted: refusal === null, refusal,
  }
}

function lines(inspected: Inspected, at: Seconds): readonly string[] {
  const { kind, refusal } = inspected
  const verdict = refusal === null ? 'it would be accepted' : `it would be refused: ${refusal}. ${titleOf(refusal)}`
  const facts = inspected.isOurs ? known(inspected, at) : Object.entries(inspected.says).map(([name, value]) => said(name, value, at))
  return [row('kind', kind), ...facts, row('now', verdict)]
}

function known({ user, session, scope, issuedAt, expiresAt, detail }: Known, at: Seconds): readonly string[] {
  return [
    row('user', user === null ? 'none' : `${printable(user.username)} (${user.id})`),
    row('session', session ?? 'none'),
    row('scope', scope === null ? 'all that the user may do' : scope.join(' ') || 'nothing'),
    ...(detail === null ? [] : [row('detail', printable(detail))]),
    row('issued', moment(issuedAt, at)), row('expires', moment(expiresAt, at)),
  ]
}

/** Anybody can write what a token says that was not made here. */
function said(name: string, value: unknown, at: Seconds): string {
  if (name === 'hour') return row(name, `${moment(Number(value), at)}, NOT VERIFIED`)
  return row(name, `${printable(typeof value === 'string' ? value : JSON.stringify(value))}  NOT VERIFIED`)
}

function row(name: string, value: string): string {
  return `${name.padEnd(8)} ${value}`
}

/** `2026-05-28 07:41:09 UTC (in 9 minutes)` */
function moment(seconds: Seconds, at: Seconds): string {
  const stamp = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return `${stamp} UTC (${distance(seconds - at)})`
}

const units = [[86_400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']] as const

function distance(seconds: Seconds): string {
  const size = Math.abs(seconds)
  const [unit, name] = units.find(([least]) => size >= 2 * least) ?? [1, 'second']
  const count = Math.round(size / unit)
  const words = `${count} ${name}${count === 1 ? '' : 's'}`
  return seconds >= 0 ? `in ${words}` : `${words} ago`
}

function now(): Seconds {
  return Math.floor(Date.now() / 1000)
}
