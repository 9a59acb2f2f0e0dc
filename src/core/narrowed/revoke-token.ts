/** Revoking one token by showing it (RFC 7009): an access token by its `jti`, a refresh token with its session, an API key. */
import type { Statement, Write } from '../../contracts.ts'
import { endShownKey } from './api-keys.ts'
import { commit } from '../commit.ts'
import type { Core } from '../core.ts'
import { prove } from '../credentials.ts'
import { record, type Origin } from '../audit/events.ts'
import { statingCarrier } from '../judging/introspect.ts'
import { findRefresh } from '../session/refresh.ts'
import { endSession } from '../session/sessions.ts'

/** Resolves when it is recorded. Whoever has a token may end it; one that is unknown or over is ended already (§2.2). */
export function revokeToken(core: Core, token: string, from: Origin): Promise<void> {
  return commit(core, async () => {
    const refresh = await findRefresh(core, token)
    if (refresh?.session != null) {
      return { answer: undefined, writes: endSession(core, refresh.session, { from, reason: 'token_revoked' }) }
    }
    const key = await endShownKey(core, token, from)
    if (key !== null) return { answer: undefined, writes: key }
    const statement = await stated(core, token)
    return { answer: undefined, writes: statement === null ? [] : endCredential(core, statement, from) }
  })
}

async function stated(core: Core, token: string): Promise<Statement | null> {
  const proof = await prove(core, { carrier: statingCarrier(core, token), credential: token })
  if (proof?.kind !== 'statement') return null
  const { statement } = proof
  // Made for another audience it is ours all the same, and others read the log.
  return statement.issuer === core.origin && core.index.refusal(statement) === null ? statement : null
}

function endCredential(core: Core, { credential, expiresAt, subject, session }: Statement, from: Origin): readonly Write[] {
  const at = core.clock()
  const until = expiresAt + core.limits.leeway
  if (at >= until) return []
  return [
    { do: 'revoke', entry: { kind: 'credential', id: credential, value: 0, at, until } },
    record(core, { type: 'authn_token_revoked', subject, session, from }),
  ]
}
