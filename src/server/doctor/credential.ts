/** Why one credential is refused, or that it is not. Of the credential itself nothing is ever said. */
import type { Inspected } from '../../core/judging/inspect.ts'
import { titleOf } from '../../http/problem.ts'
import { printable } from '../command-line/output.ts'
import type { Instance } from '../instance.ts'
import { fine, note, trouble, type Finding } from './finding.ts'

export interface Verdict {
  readonly status: 'authenticated' | 'anonymous' | 'refused'
  /** The code of the refusal; of who is anonymous, null. */
  readonly reason: string | null
  readonly user: { readonly id: string, readonly username: string } | null
}

export interface Judged {
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
}

export async function judgeCredential({ auth }: Pick<Instance, 'auth'>, credential: string): Promise<Judged> {
  const inspected = await auth.inspect(credential)
  const mangled = spellingOf(credential)
  const user = inspected.isOurs && inspected.user !== null ? { id: inspected.user.id, username: inspected.user.username } : null
  const { refusal } = inspected
  const kind = fine('credential', `It is ${kindOf(inspected)}, of ${credential.length} characters.`)
  if (refusal !== null) {
    return {
      findings: [kind, ...mangled, ...clockOf(inspected), trouble('rule', `${refusal}: ${titleOf(refusal)} ${remedies[refusal] ?? ''}`.trim())],
      verdict: { status: 'refused', reason: refusal, user },
    }
  }
  if (inspected.isOurs && inspected.kind === 'refresh') return barred(kind, 'A refresh token opens no route: POST it to /auth/refresh as refresh_token, and send the access_token that is answered.')
  if (inspected.isOurs && inspected.kind === 'visitor') return { findings: [kind, trouble('rule', 'It is the session of a visitor who has not logged in: such a request is anonymous.')], verdict: anonymous }
  const whose = user === null ? 'of nobody that is still there' : `of ${printable(user.username)} (${user.id})`
  return { findings: [kind, fine('rule', `It is good, and ${whose}.${narrowing(inspected)}`)], verdict: { status: 'authenticated', reason: null, user } }
}

export const anonymous: Verdict = { status: 'anonymous', reason: null, user: null }

function barred(kind: Finding, says: string): Judged {
  return { findings: [kind, trouble('rule', says)], verdict: { status: 'refused', reason: 'credential_invalid', user: null } }
}

function narrowing(inspected: Inspected): string {
  if (!inspected.isOurs || inspected.scope === null) return ''
  return ` It was narrowed to: ${inspected.scope.map(printable).join(' ') || 'nothing'}. A route that asks for more answers 403 insufficient_scope.`
}

const kinds: Readonly<Record<string, string>> = {
  cookie: 'the value of a session cookie', session: 'the value of a session cookie', visitor: 'the session cookie of a visitor', jwt: 'a JWT', token: 'a sealed token',
  key: 'an API key', ticket: 'a ticket', refresh: 'a refresh token', unknown: 'nothing that this service makes',
}

function kindOf(inspected: Inspected): string {
  const kind = kinds[inspected.kind] ?? inspected.kind
  return inspected.isOurs ? `${kind}, made here` : `${kind}, not made by this instance with these keys, or changed since`
}

const remedies: Readonly<Record<string, string>> = {
  credential_invalid: 'It was made by another instance or under a key that was dropped, it was changed on its way, or it was forgotten with its session. Compare LATCHKEY_ORIGIN and LATCHKEY_DATABASE_URL with those of the instance that made it; else log in again.',
  credential_expired: 'Renew it by /auth/refresh, or log in again.',
  credential_stale: 'Roles have changed since: renew it by /auth/refresh or /auth/exchange.',
  session_revoked: 'By a logout, by another device, by a password change, or since the account is disabled; the audit log says which. Log in again.',
  token_reused: 'It was used by two: whoever was second ended the session. A client must keep the newest refresh token, and refresh once at a time.',
}

/** What goes wrong on the way from an answer to a header. */
function spellingOf(credential: string): readonly Finding[] {
  const faults: readonly (readonly [boolean, string])[] = [
    [/^(undefined|null|\[object Object\]|NaN)$/.test(credential), 'It is what JavaScript writes for a variable that holds none: the client has no credential when it asks.'],
    [/^bearer /i.test(credential), 'The word Bearer stands twice.'],
    [/^["'].*["']$/.test(credential), 'It stands in quotes.'],
    [/\[REDACTED\]|^\*+$|…|\.\.\.$/.test(credential), 'It was cut out or cut short by whoever printed the request.'],
    [/%[0-9a-f]{2}/i.test(credential), 'It is percent-encoded; no credential of ours needs that.'],
    [/\s/.test(credential), 'There is a blank in it.'],
    [/^lk_(se|rt|tk|su)_/.test(credential) && credential.length !== 49, 'It begins as one of ours, and has not the 49 characters that such a one has: it was cut, or something was added.'],
  ]
  return faults.filter(([is]) => is).map(([, says]) => trouble('spelling', says))
}

function clockOf(inspected: Inspected): readonly Finding[] {
  if (!inspected.isOurs) return []
  const ahead = inspected.issuedAt - Math.floor(Date.now() / 1000)
  return ahead > 0 ? [note('clock', `It was issued ${ahead} s from now by this clock: the clock of this machine is behind that of who issued it.`)] : []
}
