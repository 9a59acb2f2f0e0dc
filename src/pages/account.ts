/** The account page: who this is, where they are logged in, and their password. */
import type { AccountView } from '../contracts/pages.ts'
import { choiceNotices, consent, preferences } from './choices.ts'
import { devices } from './devices.ts'
import { alert, notice, pathTo } from './forms.ts'
import { inspect } from './inspect.ts'
import { keys } from './api-keys.ts'
import { wide } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { password, passwordRefusal } from './password.ts'
import { date } from './time.ts'
import { wordsFor, type Words } from './words.ts'

export const account = (view: AccountView): Promise<string> => wide(view, 'Account', html`
  <div class="page">
    <header>
      <h1>Account</h1>
      <p><bdi>${view.account.username}</bdi> at ${view.host}</p>
      ${message(view)}
    </header>
    <nav class="side" aria-label="On this page">
      <a href="#profile">Profile</a>
      <a href="#devices">Devices</a>
      <a href="#keys">API keys</a>
      <a href="#inspect">Inspect a token</a>
      <a href="#password">Password</a>
      <a href="#preferences-section">Preferences</a>
      <a href="#consent-section">Cookies</a>
    </nav>
    <div class="body">
      ${profile(view)}
      ${devices(view)}
      ${keys(view)}
      ${inspect(view)}
      ${password(view)}
      ${preferences(view, { back: pathTo(view, 'account', { notice: 'preferences_saved' }) })}
      ${consent(view, { back: pathTo(view, 'account', { notice: 'consent_saved' }) })}
    </div>
  </div>`)

const notices = {
  account_created: { what: 'Your account is ready', then: 'You are logged in.' },
  session_ended: { what: 'That device is logged out', then: 'It is refused on its next request.' },
  sessions_ended: { what: 'All other devices are logged out', then: 'Each is refused on its next request.' },
  password_changed: { what: 'Your password is changed', then: 'Every other device is logged out.' },
  key_ended: { what: 'That key is revoked', then: 'It is refused on its next request.' },
  ...choiceNotices,
} satisfies Record<NonNullable<AccountView['notice']>, Words>

/** At the top, where the page opens, whichever form it is about. */
function message({ problem, notice: name }: AccountView): Markup | null {
  if (problem === null) return name && notice(notices[name])
  return alert(passwordRefusal(problem) ?? wordsFor(problem, problem.form))
}

function profile({ account: owner }: AccountView): Markup {
  const none = html`<span class="dim">none</span>`
  return html`<section class="sec" id="profile" aria-labelledby="profile-title">
    <header><h2 id="profile-title">Profile</h2></header>
    <dl class="pair">
      <dt>User name</dt> <dd><bdi>${owner.username}</bdi></dd>
      <dt>E-mail</dt> <dd>${owner.email ?? none}</dd>
      <dt>Roles</dt> <dd>${owner.roles.join(', ') || none}</dd>
      <dt>Account id</dt> <dd><code>${owner.id}</code></dd>
      <dt>Member since</dt> <dd>${date(owner.created)}</dd>
    </dl>
  </section>`
}
