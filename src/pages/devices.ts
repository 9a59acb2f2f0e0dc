/** The part of the account page that lists the sessions, which a person knows as devices. */
import type { AccountView, SessionView } from '../contracts/pages.ts'
import { deviceOf } from './agent.ts'
import { form, pathTo } from './forms.ts'
import { computer, phone, program } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { moment, since } from './time.ts'

const icons = { computer, phone, program }

export function devices(view: AccountView): Markup {
  return html`<section class="sec" id="devices" aria-labelledby="devices-title">
    <header>
      <h2 id="devices-title">Devices</h2>
      <p>
        Every place where you are logged in. A device that you log out is refused on its next request;
        one that you do not use ends at the time shown.
      </p>
      ${endMany(view)}
    </header>
    <ul class="things" role="list">${view.sessions.map((session) => device(view, session))}</ul>
    ${view.nextCursor !== null && more(view, view.nextCursor)}
  </section>`
}

const more = (view: AccountView, cursor: string) => html`
  <p class="more"><a href="${pathTo(view, 'account', { cursor })}#devices">Show more devices</a></p>`

function endMany(view: AccountView): Markup {
  const others = view.nextCursor !== null || view.sessions.some((session) => !session.current)
  const end = (label: string, hidden = {}) =>
    form(view, { action: 'sessions/end', hidden }, html`<button class="btn no">${label}</button>`)
  return html`<div class="row">
    ${others && end('Log out all others')}
    ${end('Log out everywhere', { all: 'true' })}
  </div>`
}

function device(view: AccountView, session: SessionView): Markup {
  const { name, kind } = deviceOf(session.agent)
  const { address, createdAt, expiresAt } = session
  return html`<li>
    ${icons[kind]}
    <p>
      <b>${name}</b>
      ${session.current && html`<span class="tag on">This device</span>`}
      <span class="tag wire">${session.carrier}</span>
    </p>
    <ul class="meta" role="list">
      ${address !== null && html`<li>${address}</li>`}
      <li>Active ${session.current ? 'now' : since(session.lastSeenAt, view.now)}</li>
      <li>Logged in ${moment(createdAt, view.now)}</li>
      <li>Ends ${moment(expiresAt, view.now)}</li>
    </ul>
    ${endOne(view, session, address === null ? name : `${name}, ${address}`)}
  </li>`
}

function endOne(view: AccountView, session: SessionView, object: string): Markup {
  const button = html`<button class="btn" aria-label="Log out ${object}">Log out</button>`
  return session.current
    ? form(view, { action: 'logout' }, button)
    : form(view, { action: 'sessions/end', path: `sessions/${encodeURIComponent(session.id)}/end` }, button)
}
