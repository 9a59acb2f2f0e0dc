/**
 * What the description says of a route beside its schemas: who may ask, and what is answered. The refusals that follow from
 * that are worked out here, so that an entry names only its own.
 */
import type * as z from 'zod'
import type { Schemas } from '../body.ts'
import { type ProblemCode, statusOf } from '../problem.ts'
import type { shapes } from './shapes.ts'

export const tags = ['login', 'account', 'keys', 'choices', 'programs', 'hosts', 'pages', 'administration'] as const
export type Tag = (typeof tags)[number]
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * `anyone`: no credential is looked at. `optional`: one may be shown. `credential`: any live one. `login`: one of a whole
 * login. `person`: a browser that is logged in; anybody else is led to the login page.
 */
export type Access = 'anyone' | 'optional' | 'credential' | 'login' | 'person'

export interface Answered {
  readonly json?: keyof typeof shapes
  /** A page, for who asks for `text/html`. */
  readonly page?: true
  /** A body of another type. */
  readonly type?: string
  /** Headers that are there always. */
  readonly headers?: readonly ('Location' | 'ETag' | 'Cache-Control' | 'Set-Cookie')[]
}

export interface Operation {
  readonly tag: Tag
  /** What it does, in English and in Chinese. */
  readonly says: readonly [en: string, zhHans: string]
  readonly access: Access
  /** The right that a credential needs. */
  readonly scope?: string
  /** `?ticket=` is taken as well. */
  readonly ticket?: boolean
  readonly query?: Readonly<Record<string, z.ZodType>>
  readonly ifMatch?: boolean
  readonly body?: Schemas<unknown>
  readonly answers: Readonly<Record<number, Answered>>
  /** Its own refusals. */
  readonly codes?: readonly ProblemCode[]
  /** Refusals of RFC 6749 §5.2, for programs that speak OAuth. */
  readonly oauth?: boolean
  /** It waits for no store, so that it cannot fail for want of one. */
  readonly storeless?: boolean
}

/** By method and path: `POST /login`. */
export type Operations = Readonly<Record<string, Operation>>

const refused = ['ambiguous_credentials', 'credential_invalid', 'credential_expired', 'credential_stale', 'session_revoked'] as const
const ofAccess: Readonly<Record<Access, readonly ProblemCode[]>> = {
  anyone: [], person: [],
  optional: [...refused, 'insufficient_scope'],
  credential: [...refused, 'credential_missing'],
  login: [...refused, 'credential_missing', 'insufficient_scope'],
}
const ofBody = ['malformed_request', 'unknown_field', 'body_too_large', 'unsupported_media_type'] as const
/** An instance that could not be opened answers nothing. */
const always = ['unknown_host', 'unavailable'] as const

/** Every refusal of an operation, by status. */
export function codesOf(method: Method, operation: Operation): ReadonlyMap<number, readonly ProblemCode[]> {
  const { access, scope, body, query, answers, codes = [], storeless = false } = operation
  const showsCredential = access === 'optional' || access === 'credential' || access === 'login'
  const pages = Object.values(answers).some(({ page }) => page === true)
  const all = new Set<ProblemCode>([
    ...ofAccess[access], ...codes,
    ...always,
    ...(storeless ? [] : ['internal_error' as const]),
    ...(scope === undefined ? [] : ['insufficient_scope' as const]),
    ...(showsCredential && method !== 'GET' ? ['csrf_rejected' as const] : []),
    ...(body === undefined ? [] : ofBody),
    // Pages take what stands in an address as it comes, but for those that say so.
    ...(query === undefined || access === 'person' ? [] : ['malformed_request' as const]),
    ...(pages ? ['not_acceptable' as const] : []),
  ])
  const byStatus = new Map<number, readonly ProblemCode[]>()
  for (const code of [...all].toSorted((one, other) => statusOf({ code: one }) - statusOf({ code: other }))) {
    const status = statusOf({ code })
    byStatus.set(status, [...byStatus.get(status) ?? [], code])
  }
  return byStatus
}

/** Whether a refusal can be a page. What the whole service refuses is one for whoever asks for pages. */
export function isPageAt(status: number, { answers, body, tag }: Operation): boolean {
  const pages = Object.values(answers).some(({ page }) => page === true)
  return pages || body?.form !== undefined || tag === 'hosts' || tag === 'pages' || status === 421 || status >= 500
}

/** Every status that an operation answers. */
export function statusesOf(method: Method, operation: Operation): ReadonlySet<number> {
  return new Set([...Object.keys(operation.answers).map(Number), ...codesOf(method, operation).keys()])
}
