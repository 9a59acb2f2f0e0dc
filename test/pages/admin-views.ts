/** Every state that a page of the administration can be in, in both languages. */
import type { AdminNotice, AdminViews, EventView, LiveSessionView, PersonView, RingKeyView } from '../../src/contracts/admin-views.ts'
import type { Frame, PageLanguage, Pages, ProblemView } from '../../src/contracts/pages.ts'
import { eventTypes } from '../../src/core/audit/events.ts'
import { frame, firefox, now, pages, problem } from './views.ts'

const day = 86_400
const today = now - now % day

export const person: PersonView = { id: 'U1', username: 'odell', email: 'odell@example.com', roles: ['editor'], created: now - 90 * day, disabled: null }
export const live: LiveSessionView = {
  id: 'S1', subject: 'U1', username: 'odell', carrier: 'token', current: false, createdAt: now - 600, lastSeenAt: now - 41, expiresAt: now + 7200, address: '198.51.100.60', agent: firefox,
}
export const ringKey: RingKeyView = { kid: 'K1', use: 'jwt', algorithm: 'EdDSA', state: 'current', created: now - day, changed: now - day }
const event: EventView = {
  id: 'E1', at: now, type: 'session_revoked', outcome: 'success', actor: { id: 'U0', name: 'mira' }, subject: { id: 'U1', name: 'odell' }, address: '203.0.113.24', detail: [['reason', 'disabled']],
}

/** A month with weekends, a day without, and one on which many guessed. */
export const month = Array.from({ length: 30 }, (_, n) => ({ day: today - (29 - n) * day, succeeded: n === 3 ? 0 : 200 + n, refused: n === 15 ? 61 : n % 4 }))

export const views: { readonly [Name in keyof AdminViews]: AdminViews[Name] } = {
  overview: { signIns: month },
  users: { users: [person, { ...person, id: 'U2', username: 'rook', email: null, roles: [], disabled: now - day }], search: { by: 'username', text: '' }, fields: { username: '', email: '', roles: '' }, nextCursor: null, isFirst: true },
  user: { person, isSelf: false, sessions: [live], hasMoreSessions: false, apiKeys: 2, failures: 0, wait: 0, newPassword: null },
  confirm: { act: 'delete', id: 'U1', name: 'odell', key: null },
  sessions: { sessions: [{ ...live, id: 'S0', current: true }, live], of: null, nextCursor: null, isFirst: true },
  keys: { keys: [{ ...ringKey, kid: 'K2', state: 'next' }, ringKey, { ...ringKey, kid: 'K3', state: 'previous', use: 'token' }, { ...ringKey, kid: 'K4', state: 'retired' }] },
  events: {
    events: [event, { ...event, id: 'E2', type: 'authn_login_fail', outcome: 'failure', actor: null, subject: null, address: null, detail: [] }, { ...event, id: 'E3', actor: null, subject: { id: 'U9', name: null } }],
    types: eventTypes, fields: { type: '', subject: '', actor: '', from: '', until: '' }, nextCursor: null, isFirst: true,
  },
  visits: { visits: [{ day: today, source: 'letter', medium: 'mail', campaign: null, visits: 9, visitors: 7, newVisitors: 2 }, { day: today, source: null, medium: null, campaign: null, visits: 2, visitors: 1, newVisitors: 0 }], days: 30, truncated: false },
}

interface More {
  readonly language?: PageLanguage
  readonly notice?: AdminNotice
  readonly problem?: ProblemView
}

type AdminPages = NonNullable<Pages['admin']>

export function render<Name extends keyof AdminViews>(name: Name, changes: Partial<AdminViews[Name]> = {}, more: More = {}): string | Promise<string> {
  const template = (pages.admin as AdminPages)[name] // the standard pages have them
  const whole: Frame = { ...frame, user: { username: 'mira' }, administers: true }
  return template({ ...whole, notice: null, problem: null, ...views[name], ...changes, ...more })
}

const names = Object.keys(views) as (keyof AdminViews)[] // of a record by these names
const refused = problem('password_rejected', { status: 422, reasons: ['too_short'] })

export const adminStates: Readonly<Record<string, () => string | Promise<string>>> = {
  ...Object.fromEntries(names.flatMap((name) => [
    [`admin ${name}`, () => render(name)] as const, [`admin ${name}, in Chinese`, () => render(name, {}, { language: 'zh-Hans' })] as const,
  ])),
  'admin overview, without a login': () => render('overview', { signIns: month.map((one) => ({ ...one, succeeded: 0, refused: 0 })) }),
  'admin users, nobody': () => render('users', { users: [], nextCursor: null, isFirst: false }),
  'admin users, more': () => render('users', { nextCursor: 'U2', search: { by: 'email', text: 'o' } }, { notice: 'user_deleted' }),
  'admin users, refused': () => render('users', { fields: { username: 'Mira', email: 'm@example.com', roles: 'editor' } }, { problem: problem('username_taken') }),
  'admin user, new password': () => render('user', { newPassword: 'abcde-fghij-kmnpq-rstuv' }),
  'admin user, self': () => render('user', { isSelf: true, person: { ...person, roles: ['admin', 'editor'] } }),
  'admin user, waiting': () => render('user', { failures: 7, wait: 120, person: { ...person, roles: [], disabled: now }, sessions: [], hasMoreSessions: false }, { notice: 'confirmed' }),
  'admin user, failed': () => render('user', { failures: 1, hasMoreSessions: true }),
  'admin confirm, password refused': () => render('confirm', { act: 'password' }, { problem: refused }),
  'admin confirm, rotate': () => render('confirm', { act: 'rotate', id: 'jwt', name: 'jwt', key: ringKey }),
  'admin confirm, drop': () => render('confirm', { act: 'drop', id: 'K1', name: 'K1', key: { ...ringKey, use: 'cookie' } }),
  'admin confirm, drop of a throttle': () => render('confirm', { act: 'drop', id: 'K1', name: 'K1', key: { ...ringKey, use: 'throttle' } }),
  'admin users, refused otherwise': () => render('users', {}, { problem: problem('no_such_code') }),
  'admin sessions of one': () => render('sessions', { of: { id: 'U1', name: 'odell' }, nextCursor: 'S1' }),
  'admin sessions, none': () => render('sessions', { sessions: [], isFirst: false }),
  'admin events, none': () => render('events', { events: [] }),
  'admin visits, none': () => render('visits', { visits: [], truncated: true }),
}
