/** In English; and what there is to be said of refusals in any language. */
export interface RefusalTexts {
  /** By code, or `place/code`: what is so, without a full stop since it is also a heading; then what to do, in whole sentences. */
  readonly table: readonly (readonly [code: string, what: string, then: string])[]
  readonly ourFault: readonly [what: string, then: string]
  readonly unknown: readonly [what: string, then: string]
  retry(after: string): string
  /** Trouble of the store logs nobody out, and people who meet it wonder. */
  readonly stillLoggedIn: string
  readonly usernameRule: string
  readonly reasons: Readonly<Record<'too_short' | 'too_long' | 'common' | 'context' | 'other', string>>
  taken(username: string): string
  rejected(username: string): string
  /** The sentence of two parts. */
  join(what: string, then: string): string
}

const usernameRule = '3 to 64 letters, digits, dots, dashes or underscores, or an e-mail address.'

const startPage = 'Go on from the start page.'
const logInAgain = 'Log in again.'

const table: RefusalTexts['table'] = [
  ['malformed_request', 'That was not understood', 'Check what you entered and try again.'],
  ['signup/malformed_request', 'The account was not created', 'Check the e-mail address, or leave it empty.'],
  ['unknown_field', 'The form held something that is not known here', 'Open the page again and fill it in once more.'],
  ['ambiguous_credentials', 'Your browser sent more than one login', 'Delete the cookies of this site, then log in.'],

  ['invalid_credentials', 'That user name and password do not match', 'Check both and try again.'],
  ['password/invalid_credentials', 'That is not your current password', 'Check it and try again.'],
  ['credential_missing', 'You are not logged in', 'Log in to go on.'],
  ['credential_invalid', 'Your login was refused', logInAgain],
  ['credential_expired', 'Your login has ended', logInAgain],
  ['credential_stale', 'What you may do has changed', logInAgain],
  ['session_revoked', 'This device was logged out', `${logInAgain} If that surprises you, change your password.`],
  ['token_reused', 'This device was logged out because an old token came back',
    'Somebody may have copied it. Log in again and look through your devices.'],

  ['csrf_rejected', 'That form is too old, or not from this site',
    'Nothing was done. Open the page again and fill it in once more.'],
  ['insufficient_scope', 'This login may not do that', 'Log in with your user name and password.'],
  ['keys/malformed_request', 'The key was not created', 'Give it a name of 1 to 64 characters.'],
  ['keys/insufficient_scope', 'The key was not created', 'A key can do no more than you can: look at the scope.'],
  ['keys/forbidden', 'The key was not created', 'You have as many keys as one may have. Revoke one that you no longer use.'],
  ['keys/reauthentication_required', 'The key was not created', 'Your last login is too long ago for that. Confirm your password first.'],
  ['forbidden', 'You may not do that', 'If you need to, ask an administrator.'],
  ['reauthentication_required', 'Your last login is too long ago for that', 'Log in again, then repeat it.'],
  ['signup_closed', 'Sign-up is closed', 'Ask an administrator for an account.'],
  ['setup/signup_closed', 'This link was used, or is older than an hour',
    'If there is no administrator yet, start the server again and take the new one.'],
  ['key_not_writable', 'That cannot be changed from here', 'Nothing was changed. Use the application instead.'],

  ['not_found', 'There is no such page', `Check the address. ${startPage}`],
  ['sessions/end/not_found', 'That device is already logged out', 'The list shows those that are left.'],
  ['method_not_allowed', 'This address cannot be used like that', startPage],
  ['not_acceptable', 'This address has nothing to show in a browser', startPage],

  ['username_taken', 'That user name is taken', 'Choose another. Capitals do not make a name different.'],
  ['precondition_failed', 'This was changed somewhere else meanwhile', 'Open the page again and repeat your change.'],
  ['precondition_required', 'The change did not say what it started from', 'Open the page again and repeat it.'],
  ['body_too_large', 'That was too long', 'Shorten what you entered and try again.'],
  ['unsupported_media_type', 'That came in a form that is not read here', 'Use the page of this site.'],
  ['unknown_host', 'This site has another address', 'Check the address in your browser.'],

  ['username_rejected', 'That user name cannot be used', `Use ${usernameRule}`],
  ['password_rejected', 'That password cannot be used', 'Choose one that is longer or harder to guess.'],

  ['throttled', 'Too many attempts', 'Try again later, or ask an administrator.'],
  ['unavailable', 'We cannot check this right now', 'Try again in a moment.'],
  ['busy', 'Too many people are logging in right now', 'Try again in a moment.'],
]

export const en: RefusalTexts = {
  table,
  ourFault: ['Something went wrong on our side', 'Try again in a moment.'],
  unknown: ['That was refused', startPage],
  retry: (after) => `You can try again in ${after}.`,
  stillLoggedIn: 'If you were logged in, you still are. ',
  usernameRule,
  reasons: {
    too_short: 'That password is too short. Use a longer one.',
    too_long: 'That password is too long. Use 256 characters or fewer.',
    common: 'That password is too easy to guess. Use words that have nothing to do with each other.',
    context: 'That password is too close to a name: yours, your e-mail address or this service’s.',
    other: 'That password cannot be used. Choose another.',
  },
  taken: (username) => `“${username}” is taken. Capitals do not make a name different.`,
  rejected: (username) => `“${username}” cannot be used. Use ${usernameRule}`,
  join: (what, then) => `${what}. ${then}`,
}
