/** Every route of the administration, with what succeeds for an administrator: for what must hold on all of them. */
import type { Sent } from '../support/client.ts'

export interface AdminRoute {
  /** Method and path; `{user}`, `{session}` and `{kid}` are Mira's, and a key that is current. */
  readonly line: string
  /** For a program, and for a form; a page is 200. */
  readonly json: number
  readonly form?: number
  /** The page on which the form stands. */
  readonly on?: string
  readonly body?: Sent['json']
  readonly fields?: Readonly<Record<string, string>>
}

export const reads: readonly AdminRoute[] = [
  { line: 'GET /auth/admin', json: 200 },
  { line: 'GET /auth/admin/users', json: 200 },
  { line: 'GET /auth/admin/users/{user}', json: 200 },
  { line: 'GET /auth/admin/sessions', json: 200 },
  { line: 'GET /auth/admin/keys', json: 200 },
  { line: 'GET /auth/admin/events', json: 200 },
  { line: 'GET /auth/admin/visits', json: 200 },
]

/** Pages alone. */
export const questions = [
  '/auth/admin/users/{user}/delete', '/auth/admin/users/{user}/password', '/auth/admin/keys/rotate?use=jwt', '/auth/admin/keys/{kid}/drop',
] as const

const person = '/auth/admin/users/{user}'

export const changes: readonly AdminRoute[] = [
  { line: 'POST /auth/admin/users', json: 201, form: 200, on: '/auth/admin/users', body: { username: 'newcomer' }, fields: { username: 'newcomer', email: '', roles: '', password: '' } },
  { line: `POST ${person}/disable`, json: 204, form: 303, on: person, body: {} },
  { line: `POST ${person}/roles`, json: 204, form: 303, on: person, body: { add: 'editor' }, fields: { add: 'editor' } },
  { line: `POST ${person}/sessions/end`, json: 204, form: 303, on: person, body: {} },
  { line: `POST ${person}/password`, json: 200, form: 200, on: `${person}/password`, body: {}, fields: { password: '' } },
  { line: `POST ${person}/delete`, json: 204, form: 303, on: `${person}/delete`, body: {} },
  { line: 'POST /auth/admin/sessions/{session}/end', json: 204, form: 303, on: '/auth/admin/sessions', body: {} },
  { line: 'POST /auth/admin/keys/rotate', json: 200, form: 303, on: '/auth/admin/keys/rotate?use=jwt', body: { use: 'jwt' } },
  { line: 'POST /auth/admin/keys/{kid}/drop', json: 204, form: 303, on: '/auth/admin/keys/{kid}/drop', body: {} },
]

/** With a form only where there is something to do. */
export const others: readonly AdminRoute[] = [
  { line: `POST ${person}/enable`, json: 204, body: {} },
  { line: `POST ${person}/unlock`, json: 204, body: {} },
  { line: `DELETE ${person}`, json: 204 },
  { line: 'DELETE /auth/admin/sessions/{session}', json: 204 },
]

/** What asks for a recent proof. */
export const grave = [
  'POST /auth/admin/users', `POST ${person}/disable`, `POST ${person}/enable`, `POST ${person}/roles`, `POST ${person}/password`, `POST ${person}/delete`, `DELETE ${person}`, 'POST /auth/admin/keys/{kid}/drop',
]
