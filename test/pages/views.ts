/** A view of each page, and every state that a page can be in. */
import type {
  AccountView, ActivityView, ChoicesPart, ChoicesView, FailureView, Frame, LoginView, Pages, ProblemView, SessionView, SignupView,
} from '../../src/contracts/pages.ts'
import { createPages } from '../../src/pages/pages.ts'

/** In the language of the view, but for what is read by `inChinese`. */
let spoken: Partial<Frame> = {}
export const pages = speaking(createPages())

function speaking(made: Pages): Pages {
  const renders = Object.entries(made).map(([name, render]) => [name, typeof render === 'function' ? (view: Frame) => render({ ...view, ...spoken }) : render])
  return Object.fromEntries(renders) as Pages // the same names, and each takes the same view
}

function inChinese<T>(render: () => T): T {
  spoken = { language: 'zh-Hans', otherLanguages: ['en'] }
  try {
    return render()
  } finally {
    spoken = {}
  }
}

const drawing = { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' } as const
export const branded = createPages({ name: 'Harbour & Sons', logo: drawing, darkLogo: drawing })

/** 28 April 2026, 08:01 UTC */
export const now = Date.UTC(2026, 3, 28, 8, 1) / 1000
export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0'

export const frame: Frame = {
  language: 'en', host: 'app.example.com', base: '/auth', assets: '/auth/assets', now, user: null, administers: false, signupOpen: true,
  passwordLeast: 15, remembered: { idle: 14 * 86_400, absolute: 30 * 86_400 }, requestId: 'request-1',
  preferences: {}, otherLanguages: ['zh-Hans'], here: '/auth/login',
  csrf: (action) => `token of ${action}`,
}
export const choicesPart: ChoicesPart = {
  languages: ['en', 'zh-Hans'],
  consent: { preferences: false, analytics: false, marketing: false, gpc: false, decidedAt: null, version: 3 },
}
export const choicesView: ChoicesView = { ...frame, ...choicesPart, returnTo: null, notice: null }
export const loginView: LoginView = { ...frame, username: '', remember: false, returnTo: null, problem: null }
export const signupView: SignupView = { ...frame, username: '', email: '', returnTo: null, setup: null, problem: null }

export const session = (changes: Partial<SessionView> = {}): SessionView => ({
  id: 'S1', carrier: 'cookie', current: false, createdAt: now - 1200, lastSeenAt: now, expiresAt: now + 7200,
  address: '203.0.113.24', agent: firefox, ...changes,
})
export const happened = (type: string, detail: ActivityView['detail'], changes: Partial<ActivityView> = {}): ActivityView => ({
  id: 'E1', at: now - 1200, type, by: 'person', address: '203.0.113.24', agent: firefox, detail, ...changes,
})
export const accountView: AccountView = {
  ...frame, ...choicesPart,
  user: { username: 'mira' },
  account: {
    id: 'U1', username: 'mira', email: 'mira@example.com', roles: ['editor', 'admin'],
    created: Date.UTC(2025, 2, 4) / 1000, passwordChanged: Date.UTC(2025, 11, 24) / 1000,
  },
  sessions: [session({ id: 'S0', current: true }), session({ agent: 'curl/8.5.0', carrier: 'token' })],
  keys: [], newKey: null, scopes: [], inspected: null,
  activity: [], nextEvents: null,
  nextCursor: null, notice: null, problem: null,
}

export const problem = (code: string, more: Partial<ProblemView> = {}): ProblemView =>
  ({ status: 400, code, reasons: [], retryAfter: null, ...more })
export const failureView: FailureView = { ...frame, problem: problem('not_found', { status: 404 }) }

const passwordRejected = problem('password_rejected', { status: 422, reasons: ['too_short', 'context'] })
const user = { username: 'mira' }

type States = Readonly<Record<string, () => string | Promise<string>>>

/** By name, so that a failing test says which. */
export const english: States = {
  'home': () => pages.home(frame),
  'home, sign-up closed': () => pages.home({ ...frame, signupOpen: false }),
  'home, logged in': () => pages.home({ ...frame, user }),
  'login': () => pages.login(loginView),
  'login, returning': () => pages.login({ ...loginView, returnTo: '/orders?page=2', remember: true }),
  'login, logged in': () => pages.login({ ...loginView, user, signupOpen: false }),
  'login, refused': () => pages.login({ ...loginView, username: 'mira', problem: problem('invalid_credentials') }),
  'login, throttled': () => pages.login({ ...loginView, problem: problem('throttled', { retryAfter: 40 }) }),
  'sign-up': () => pages.signup({ ...signupView, returnTo: '/orders' }),
  'sign-up, closed': () => pages.signup({ ...signupView, signupOpen: false }),
  'sign-up, setup': () => pages.signup({ ...signupView, signupOpen: false, setup: 'code' }),
  'sign-up, taken': () => pages.signup({ ...signupView, username: 'Mira', problem: problem('username_taken') }),
  'sign-up, password': () => pages.signup({ ...signupView, problem: passwordRejected }),
  'choices': () => pages.choices(choicesView),
  'choices, on the way': () => pages.choices({ ...choicesView, returnTo: '/orders?utm_source=letter' }),
  'choices, made': () => pages.choices({
    ...choicesView, preferences: { language: 'zh-Hans', theme: 'dark' }, notice: 'consent_saved',
    consent: { preferences: true, analytics: true, marketing: false, gpc: true, decidedAt: now, version: 3 },
  }),
  'reauthenticate': () => pages.reauthenticate({ ...frame, user, username: 'mira', returnTo: '/orders', problem: null }),
  'reauthenticate, refused': () => pages.reauthenticate({ ...frame, user, username: 'mira', returnTo: null, problem: problem('invalid_credentials') }),
  'account, keys': () => pages.account({
    ...accountView, scopes: ['orders:read'], newKey: { name: 'Nightly export', key: 'lk_key_x' },
    problem: { ...problem('reauthentication_required', { status: 403 }), form: 'keys' },
    keys: [
      { id: 'K1', name: 'Nightly export', begins: 'lk_key_rhGO', scope: ['orders:read'], created: now, expires: now + 86_400, lastUsed: null },
      { id: 'K2', name: '<b>', begins: 'lk_key_w4Tc', scope: null, created: now, expires: now + 86_400, lastUsed: now - 240 },
    ],
  }),
  'account, inspected': () => pages.account({ ...accountView, inspected: { kind: 'jwt', whose: 'yours', because: 'session_revoked', facts: [['user', 'mira'], ['scope', { word: 'all' }], ['ends', { at: now }]] } }),
  'account, inspected, not yours': () => pages.account({ ...accountView, inspected: { kind: 'key', whose: 'another', because: null, facts: [] } }),
  'account, inspected, foreign': () => pages.account({ ...accountView, inspected: { kind: 'jwt', whose: 'nobody', because: 'x', facts: [['claims', '{"sub":"<b>"}']] } }),
  'account': () => pages.account(accountView),
  'account, busy': () => pages.account({
    ...accountView, nextEvents: 'E9', activity: [
      happened('session_created', { carrier: 'cookie' }), happened('authn_login_fail', { failures: 2 }, { by: 'nobody' }),
      happened('authn_token_created', { key: 'K1', name: '<b>Nightly' }, { agent: 'curl/8.5.0' }),
      happened('privilege_permissions_changed', { roles: 'editor admin' }, { by: 'another', address: null, agent: null }),
      happened('session_revoked', { reason: 'ended_by_user' }), happened('session_created', { carrier: 'cookie', root: 'S1', origin: 'https://wiki.example.com' }),
      happened('user_updated', { unlocked: true }, { by: 'nobody', address: null, agent: null }), happened('of_tomorrow', {}),
    ],
  }),
  'account, more': () => pages.account({ ...accountView, nextCursor: 'S9', notice: 'session_ended' }),
  'account, bare': () => pages.account({
    ...accountView, account: { ...accountView.account, email: null, roles: [] }, notice: 'account_created',
    sessions: [session({ current: true, address: null, agent: null })],
  }),
  'account, wrong password': () => pages.account({
    ...accountView, problem: { ...problem('invalid_credentials'), form: 'password' },
  }),
  'account, new password': () => pages.account({
    ...accountView, problem: { ...passwordRejected, form: 'password' },
  }),
  'account, store away': () => pages.account({
    ...accountView, problem: { ...problem('unavailable'), form: 'logout' },
  }),
  'failure': () => pages.failure(failureView),
  'failure, logged in': () => pages.failure({ ...failureView, user }),
  'failure, store away': () => pages.failure({ ...failureView, problem: problem('unavailable', { status: 503 }) }),
}

/** The same views, as who reads Chinese sees them. */
export const chinese: States = Object.fromEntries(Object.entries(english).map(([name, render]) => [name, () => inChinese(render)]))

/** Every page in every state, in both languages, and with a brand of one's own. */
export const states: States = {
  ...english,
  ...Object.fromEntries(Object.entries(chinese).map(([name, render]) => [`${name}, in Chinese`, render])),
  'login, branded': () => branded.login({ ...loginView, otherLanguages: [] }),
  'account, branded': () => branded.account(accountView),
}
