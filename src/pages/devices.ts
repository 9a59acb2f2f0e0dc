/** The part of the account page that lists the sessions, which a person knows as devices. */
import type { AccountView, SessionView } from '../contracts/pages.ts'
import { deviceOf, icons } from './agent.ts'
import { form, pathTo } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { accountTexts } from './texts/account.ts'
import { moment, since } from './time.ts'

export function devices(view: AccountView): Markup {
  const { devices: texts, sections } = accountTexts[view.language]
  return html`<section class="sec" id="devices" aria-labelledby="devices-title">
    <header>
      <h2 id="devices-title">${sections.devices}</h2>
      <p>${texts.lead}</p>
      ${endMany(view)}
    </header>
    <ul class="things" role="list">${view.sessions.map((session) => device(view, session))}</ul>
    ${view.nextCursor !== null && html`
  <p class="more"><a href="${pathTo(view, 'account', { cursor: view.nextCursor })}#devices">${texts.more}</a></p>`}
  </section>`
}

function endMany(view: AccountView): Markup {
  const { devices: texts } = accountTexts[view.language]
  const others = view.nextCursor !== null || view.sessions.some((session) => !session.current)
  const end = (label: string, hidden = {}) =>
    form(view, { action: 'sessions/end', hidden }, html`<button class="btn no">${label}</button>`)
  return html`<div class="row">
    ${others && end(texts.endOthers)}
    ${end(texts.endAll, { all: 'true' })}
  </div>`
}

function device(view: AccountView, session: SessionView): Markup {
  const { now, language } = view
  const { devices: texts } = accountTexts[language]
  const { name, kind } = deviceOf(session.agent, language)
  const { address, current } = session
  return html`<li>
    ${icons[kind]}
    <p>
      <b>${name}</b>
      ${current && html`<span class="tag on">${texts.current}</span>`}
      <span class="tag wire">${session.carrier}</span>
    </p>
    <ul class="meta" role="list">
      ${address !== null && html`<li>${address}</li>`}
      <li>${texts.active(current ? texts.now : since(session.lastSeenAt, now, language))}</li>
      <li>${texts.began(moment(session.createdAt, now, language))}</li>
      <li>${texts.ends(moment(session.expiresAt, now, language))}</li>
    </ul>
    ${endOne(view, session, name)}
  </li>`
}

function endOne(view: AccountView, { id, current, address }: SessionView, name: string): Markup {
  const { devices: texts } = accountTexts[view.language]
  const button = html`<button class="btn" aria-label="${texts.endOne(name, address)}">${texts.end}</button>`
  return current
    ? form(view, { action: 'logout' }, button)
    : form(view, { action: 'sessions/end', path: `sessions/${encodeURIComponent(id)}/end` }, button)
}
