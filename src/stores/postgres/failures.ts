/** What PostgreSQL's SQLSTATEs and the network's errors mean, in a sentence for operators (Appendix A of its manual). */
import { StoreError } from '../store-error.ts'

/** By SQLSTATE or system code, else by the first two characters of a SQLSTATE, which are its class. */
const reasons: Readonly<Record<string, string>> = {
  '08': 'lost the connection',
  '28': 'refused this user or password',
  '3D': 'is not there',
  '53': 'is out of resources',
  '53100': 'cannot grow: the disk is full',
  '53300': 'has no connection left',
  '55P03': 'is locked by another session',
  '57': 'is shutting down or starting up',
  '57014': 'was too slow and was stopped',
  '25006': 'is read-only',
  '40': 'was in conflict with other commits for too long',
  '42501': 'does not allow this user what it needs',
  '42': 'has another schema than this version expects',
  '22': 'refused a value',
  'ECONNREFUSED': 'cannot be reached: nothing listens there',
  'ENOTFOUND': 'cannot be reached: its host is not known',
  'EAI_AGAIN': 'cannot be reached: its host cannot be looked up now',
  'ENOENT': 'cannot be reached: no such socket',
  'ECONNRESET': 'lost the connection',
  'EPIPE': 'lost the connection',
  'ETIMEDOUT': 'did not answer in time',
}
const TRY_AGAIN: readonly string[] = ['40001', '40P01'] // a serialization failure, a deadlock
const READ_ONLY = '25006'
const TLS = /^(ERR_(TLS|SSL)_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

export function asStoreError(error: unknown, name: string): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  const reason = TLS.test(code)
    ? `shows a certificate that proves nothing here (${code}); ssl.ca names another authority`
    : reasons[code] ?? reasons[code.slice(0, 2)] ?? messageReason(error)
  return new StoreError(`The database ${name} ${reason}.`, { cause: told(error, code) })
}

/** Of errors without a code `pg` has a few; their texts are its own and hold no value. */
function messageReason(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('does not support SSL')) return 'offers no TLS'
  if (/timeout/i.test(message)) return 'did not answer in time'
  if (/terminated|closed|not queryable/i.test(message)) return 'lost the connection'
  return 'failed'
}

/** The server's own words hold values of rows (`Key (canonical)=(ann) already exists`), so of them only the code stays. */
function told(error: unknown, code: string): unknown {
  return isSqlState(code) ? new Error(`SQLSTATE ${code}`) : error
}

/** Whether the commit was taken back whole, and may hold the next time. */
export function isTransient(error: unknown): boolean {
  return TRY_AGAIN.includes(codeOf(error))
}

/** An answer after which the connection is as good as before. FATAL ended it; what is read-only leads to a server that was replaced. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR' && codeOf(error) !== READ_ONLY
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
