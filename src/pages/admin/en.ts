/** What the pages of the administration say, in English. */
import type { AdminNotice, ConfirmedAct, RingKeyView, UserSearchBy } from '../../contracts/admin-views.ts'
import { months } from '../texts/time.ts'
import type { Words } from '../words.ts'

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

const notices: Record<AdminNotice, Words> = {
  confirmed: { what: 'Your password is confirmed', then: 'Nothing was done yet: repeat what you meant to do.' },
  user_created: { what: 'The account is ready', then: '' },
  user_disabled: { what: 'The account is disabled', then: 'Its sessions and API keys are over, and no login is accepted.' },
  user_enabled: { what: 'The account is enabled', then: 'Its user can log in again. What was ended stays ended.' },
  user_unlocked: { what: 'The waiting time is over', then: 'Failed logins are forgotten.' },
  user_deleted: { what: 'The account is deleted', then: 'With its sessions, API keys and preferences.' },
  roles_changed: { what: 'The roles are changed', then: 'They count from the next request on.' },
  password_reset: { what: 'The password is changed', then: 'Every session and API key of the account is over.' },
  session_ended: { what: 'The session is ended', then: 'It is refused on its next request.' },
  sessions_ended: { what: 'All sessions of the account are ended', then: 'Each is refused on its next request.' },
  key_rotated: { what: 'The next key is published', then: 'It issues in three and a half minutes.' },
  key_dropped: { what: 'The key is dropped', then: 'Nothing that it issued is accepted any more.' },
}

const refusals: Record<string, Words> = {
  username_taken: { what: 'The account was not created', then: 'That user name is taken. Capitals do not make a name different.' },
  username_rejected: { what: 'The account was not created', then: 'A user name has 3 to 64 letters, digits, dots, dashes or underscores, or is an e-mail address.' },
  malformed_request: { what: 'That was not understood', then: 'Check the e-mail address and the roles.' },
  own_account: { what: 'That is your own account', then: 'It would lock you out. Another administrator can do it.' },
  too_short: { what: 'That password is too short', then: 'Use a longer one, or leave the field empty to have one made.' },
  too_long: { what: 'That password is too long', then: 'Use 256 characters or fewer, or leave the field empty to have one made.' },
  common: { what: 'That password is too easy to guess', then: 'Use words that have nothing to do with each other, or leave the field empty.' },
  context: { what: 'That password is too close to a name', then: 'Use another one, or leave the field empty to have one made.' },
}

const states: Record<RingKeyView['state'], string> = { next: 'next', current: 'current', previous: 'previous', retired: 'retired' }

const questions: Record<ConfirmedAct, { title: string, question: (name: string) => string, effects: readonly string[], button: string }> = {
  delete: {
    title: 'Delete an account', question: (name) => `Delete ${name} for good?`, button: 'Delete the account',
    effects: [
      'The account goes with its sessions, API keys and preferences. It cannot be brought back.',
      'The user name is free again. What the audit log says of it stays.', 'To keep somebody out for a while, disable the account instead.',
    ],
  },
  password: {
    title: 'Reset a password', question: (name) => `Give ${name} another password?`, button: 'Reset the password',
    effects: ['Every session and every API key of the account ends.', 'A password that is made here is shown once. Hand it over, and ask for it to be changed.'],
  },
  rotate: {
    title: 'Rotate a key', question: (name) => `Publish the key that follows for ${name}?`, button: 'Rotate the key',
    effects: [
      'The next key is published now and issues in three and a half minutes. Nobody is logged out.',
      'The current key goes on verifying until the last credential that it issued has ended.',
    ],
  },
  drop: {
    title: 'Drop a key', question: (name) => `Stop trusting the key ${name}?`, button: 'Drop the key',
    effects: [
      'For an emergency: a key that may be in other hands. It cannot be taken back.',
      'Nothing that this key issued is accepted any more: by this process at once, by others within 90 seconds.',
      'Sessions are not ended: refresh tokens give new credentials. Who holds a credential without one logs in again.',
    ],
  },
}

const types: Record<string, string> = {
  user_created: 'Account created', user_updated: 'Account changed', user_deleted: 'Account deleted', authn_login_success: 'Login',
  authn_login_fail: 'Login refused', authn_login_lock: 'Login refused, now waiting', authn_password_change: 'Password changed',
  authn_token_created: 'API key created', authn_token_reuse: 'Refresh token used twice', authn_token_revoked: 'Token or API key revoked',
  session_created: 'Session opened', session_renewed: 'Session renewed', session_expired: 'Session cleared away',
  session_revoked: 'Session ended',
  excess_rate_limit_exceeded: 'Too many attempts', malicious_csrf: 'Request from another site',
  malicious_extraneous: 'More than one credential',
  privilege_permissions_changed: 'Roles changed', sys_key_rotated: 'Key rotated', sys_key_dropped: 'Key dropped',
  sys_restored: 'Database restored',
}

export const en = {
  sections: 'Administration',
  nav: { overview: 'Overview', users: 'Users', sessions: 'Sessions now', keys: 'Key ring', events: 'Events', visits: 'Visits' },
  actions: 'Actions', none: 'none', operator: 'operator', anybody: 'unknown', next: 'Next page', first: 'First page',
  system: 'the system',
  more: 'There are more.', unit: 'UTC',
  device: (name: string) => name,
  day: (date: string, month: number, day: number) => `${day} ${months[month - 1] ?? date}`,
  shortDay: (month: number, day: number) => `${day} ${months[month - 1]?.slice(0, 3) ?? ''}`,
  notices, refusals,
  refused: { what: 'That was refused', then: 'Nothing was changed. Check what you entered.' } as Words,
  chart: {
    heading: 'Logins a day', succeeded: 'Accepted', refused: 'Refused', below: 'Refused, below the line', weekends: 'Weekends paler',
    table: 'Show as a table', day: 'Day',
    title: ([from, to]: readonly [string, string], { least, most }: { least: number, most: number }) => `Logins a day, ${from} to ${to}: between ${least} and ${most} accepted`,
    highest: (most: number, day: string) => `; at most ${most} refused, on ${day}`, noneRefused: '; none refused',
    lead: 'By the audit log, in days of UTC. Refused are wrong passwords, for names that exist or not.',
    today: 'Logins today', todayRefused: 'Refused today', period: 'Accepted in 30 days', periodRefused: 'Refused in 30 days',
  },
  users: {
    search: 'Search', text: 'Begins with', textHint: 'For a role, its whole name.', by: 'Search by',
    bys: { username: 'User name', email: 'E-mail', role: 'Role' } satisfies Record<UserSearchBy, string>,
    user: 'User', roles: 'Roles', status: 'Status', since: 'Member since', active: 'Active', disabled: 'Disabled', manage: 'Manage',
    noEmail: 'no e-mail', empty: 'Nobody is found by that.',
    create: 'Create an account', open: 'Open the form', username: 'User name', email: 'E-mail', password: 'Password', rolesField: 'Roles',
    rolesHint: 'With blanks between them. The role admin administers.',
    passwordHint: 'Leave it empty to have one made, which is shown once.', createButton: 'Create account',
  },
  user: {
    id: 'Account id', manage: 'Account',
    locked: (failures: number, wait: string) => `${count(failures, 'failed login')} in a row; the name waits ${wait}`,
    failed: (failures: number) => `${count(failures, 'failed login')} in a row`, unlock: 'Unlock',
    self: 'This is your own account. What would lock you out is left to another administrator.',
    newPassword: 'The password was made just now',
    handOver: 'Copy it and hand it over: it is stored as a hash alone and is never shown again. Ask for it to be changed after the first login.',
    roles: 'Roles', rolesLead: 'They count from the next request on, for every session.', add: 'Add a role', addButton: 'Add role',
    remove: 'Remove', removeOf: (role: string) => `Remove the role ${role}`,
    access: 'Access', accessLead: 'Disabling ends every session and API key at once. Enabling brings none of them back.',
    disable: 'Disable account', enable: 'Enable account', reset: 'Reset password', delete: 'Delete account',
    sessions: 'Sessions', endAll: 'End all sessions', allOf: 'All sessions of this account', about: 'Events about this account',
    by: 'Events by this account', apiKeys: 'API keys',
    noSessions: 'Logged in nowhere.', status: 'Status',
  },
  sessions: {
    lead: 'One record for each login, whatever carries it. An ended one is refused on its next request.',
    of: (name: string) => `Sessions of ${name}`, everybody: 'Sessions of everybody',
    user: 'User', carrier: 'Carried by', device: 'Device', seen: 'Last seen', ends: 'Ends', end: 'End',
    endOf: (name: string, device: string) => `End the session of ${name}, ${device}`,
    this: 'this session', empty: 'Nobody is logged in.',
  },
  keys: {
    lead: 'Rotating logs nobody out: the key before goes on verifying until the last credential that it issued has ended. Dropping is for an emergency.',
    heading: 'Keys', key: 'Key', use: 'Use', state: 'State', made: 'Made', stateSince: 'State, since', rotate: 'Rotate',
    rotateOf: (use: string) => `Rotate the key for ${use}`, drop: 'Drop', dropOf: (kid: string) => `Drop the key ${kid}`,
    uses: { jwt: 'JWT', jwe: 'Encrypted JWT', token: 'Token', refresh: 'Refresh tokens', cookie: 'Forms and devices', throttle: 'Throttle' } as Record<string, string>,
    states,
    throttle: 'The counts of failed logins begin again.',
    formsToo: 'Forms that stand open are refused once, and devices are no longer recognised.',
  },
  confirm: { questions, back: 'Back, and change nothing', newPassword: 'New password', newPasswordHint: 'Leave it empty to have one made, which is shown once.' },
  events: {
    lead: 'What was done, by whom and to whom. Times are UTC.', heading: 'Audit log', event: 'Event', about: 'About', by: 'By',
    from: 'From', when: 'When', type: 'Type', anyType: 'All events', fromDay: 'From day', untilDay: 'Until day', filter: 'Filter',
    subjectName: 'About (user name)', actorName: 'By (user name)', empty: 'No event is found by that.', types, failure: 'refused',
    gone: 'an account that is gone',
  },
  visits: {
    lead: 'Of browsers whose owner agreed to be counted, by day and campaign.', day: 'Day', campaign: 'Campaign', visits: 'Visits',
    visitors: 'Visitors', new: 'New', direct: 'no campaign', empty: 'Nothing was counted.',
    days: (n: number) => `Visits in ${n} days`,
  },
  seconds: (n: number) => count(n, 'second'), minutes: (n: number) => count(n, 'minute'),
}

export type Texts = typeof en
