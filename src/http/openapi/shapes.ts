/** The bodies of answers, by the names that they have in the description. */
import * as z from 'zod'
import { eventTypes } from '../../core/audit/events.ts'
import { keyUses } from '../admin-schemas.ts'

const text = z.string()
const id = text.describe('An id, of no meaning of its own.')
const time = z.int().describe('Whole seconds since 1970.')
const seconds = z.int().min(0)
const cursor = text.nullable().describe('The `cursor` of the next page; null: this is the last one.')
const scope = text.nullable().describe('Scopes with blanks between them, an empty text for none; null: all that the roles allow.')

const User = z.object({ id, username: text, roles: z.array(text) })
const Session = z.object({ id, created_at: time, auth_time: time.describe('When the password was proved last.'), expires_at: time })
const who = { carrier: text.describe('`cookie`, `jwt`, `token`, or a name of your own.'), user: User, session: Session }

const Login = z.object({
  ...who, access_token: text.optional().describe('Of `jwt` and `token`; the cookie is in `Set-Cookie`.'), token_type: z.literal('Bearer').optional(),
  expires_in: seconds.optional(), refresh_token: text.optional().describe('Where `refresh` is `body`.'),
})
const Me = z.object({ user: User, carrier: text, scope, session: Session.nullable().describe('Null: an API key.') })
const Device = z.object({ id, carrier: text, current: z.boolean(), created_at: time, last_seen_at: time, expires_at: time, address: text.nullable(), agent: text.nullable() })
const Devices = z.object({ sessions: z.array(Device), next_cursor: cursor })

const keyMembers = { id, name: text, begins: text.describe('Its first characters.'), scope, created_at: time, expires_at: time, last_used_at: time.nullable() }
const Key = z.object(keyMembers)
const NewKey = z.object({ ...keyMembers, key: text.describe('The key itself, this once.') })
const Keys = z.object({ keys: z.array(Key), next_cursor: cursor })

const Exchanged = z.union([
  z.object({ carrier: text, access_token: text, token_type: z.literal('Bearer'), expires_in: seconds, scope }),
  z.object({ carrier: z.literal('ticket'), ticket: text, expires_in: seconds, scope, method: text, path: text }),
])
const Introspected = z.union([
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true), iss: text, aud: z.union([text, z.array(text)]), sub: id, username: text, sid: id.nullable(), exp: time, auth_time: time.optional(),
    token_type: z.literal('Bearer').optional(), jti: text.optional(), scope: text.optional(), roles: z.array(text).optional(),
  }),
])
const SessionData = z.record(text, z.unknown()).describe('The members of session data that are open to clients.')
const Preferences = z.object({ language: text.optional(), theme: z.enum(['light', 'dark', 'system']).optional() })
const Consent = z.object({
  necessary: z.literal(true), preferences: z.boolean(), analytics: z.boolean(), marketing: z.boolean(), gpc: z.boolean(),
  decided_at: time.nullable(), version: z.int(),
})
const JwkSet = z.object({ keys: z.array(z.looseObject({ kty: text, kid: text, alg: text, use: text })) })
const Issuer = z.object({
  issuer: text, jwks_uri: text, introspection_endpoint: text, introspection_endpoint_auth_methods_supported: z.array(text),
  revocation_endpoint: text, revocation_endpoint_auth_methods_supported: z.array(text),
  response_types_supported: z.array(text), grant_types_supported: z.array(text),
})

const Account = z.object({
  id, username: text, email: text.nullable(), roles: z.array(text), created_at: time, disabled_at: time.nullable(), password_changed_at: time,
})
const AccountMade = z.object({ user: Account, password: text.optional().describe('One that was made up, this once.') })
const AccountState = z.object({ user: Account, failed_attempts: z.int(), retry_after: seconds })
const Accounts = z.object({ users: z.array(Account), next_cursor: cursor })
const LiveSession = z.object({
  id, carrier: text, created_at: time, last_seen_at: time, expires_at: time, address: text.nullable(), agent: text.nullable(), subject: id, username: text,
})
const LiveSessions = z.object({ sessions: z.array(LiveSession), next_cursor: cursor })
const RingKey = z.object({
  kid: text, use: z.enum(keyUses), algorithm: text, state: z.enum(['next', 'current', 'previous', 'retired']), created_at: time, changed_at: time,
})
const Ring = z.object({ keys: z.array(RingKey), next_cursor: cursor })
const AuditEvent = z.object({
  id, at: time, type: z.enum(eventTypes), outcome: text, actor: id.nullable(), subject: id.nullable(), session: id.nullable(),
  address: text.nullable(), agent: text.nullable(), request: text.nullable(), detail: z.record(text, z.unknown()),
})
const AuditEvents = z.object({ events: z.array(AuditEvent), next_cursor: cursor })
const SignIns = z.object({ sign_ins: z.array(z.object({ day: time, succeeded: z.int(), refused: z.int() })) })
const Visits = z.object({
  from: time, days: z.int(), truncated: z.boolean(),
  visits: z.array(z.object({
    day: time, source: text.nullable(), medium: text.nullable(), campaign: text.nullable(), visits: z.int(), visitors: z.int(), new_visitors: z.int(),
  })),
})

/** RFC 9457; `code` is for programs, `title` for people, `request_id` for who looks into the log. */
const problemMembers = {
  title: text, status: z.int(), code: text, detail: text.optional(), reasons: z.array(text).optional(), request_id: text.optional(),
}
const Problem = z.object(problemMembers)
const OAuthProblem = z.object({ error: z.enum(['invalid_client', 'insufficient_scope', 'invalid_request']), ...problemMembers })

export const shapes = {
  User, Session, Login, Me, Device, Devices, Key, NewKey, Keys, Exchanged, Introspected, SessionData, Preferences, Consent, JwkSet, Issuer,
  Account, AccountMade, AccountState, Accounts, LiveSession, LiveSessions, RingKey, Ring, AuditEvent, AuditEvents, SignIns, Visits, Problem, OAuthProblem,
} as const
