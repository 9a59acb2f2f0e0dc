/** The part of the account page that tells what happened to it: the person's own audit events, in words. */
import type { AccountView, ActivityView } from '../contracts/pages.ts'
import { deviceOf, icons } from './agent.ts'
import { pathTo } from './forms.ts'
import { clock } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { accountTexts } from './texts/account.ts'
import { activityTexts } from './texts/activity.ts'
import { moment } from './time.ts'

export function activity(view: AccountView): Markup {
  const texts = activityTexts[view.language]
  return html`<section class="sec" id="activity" aria-labelledby="activity-title">
    <header>
      <h2 id="activity-title">${accountTexts[view.language].sections.activity}</h2>
      <p>${texts.lead}</p>
    </header>
    ${view.activity.length === 0
      ? html`<p class="dim">${texts.none}</p>`
      : html`<ul class="things" role="list">${view.activity.map((event) => one(view, event))}</ul>`}
    ${view.nextEvents !== null && html`
    <p class="more"><a href="${pathTo(view, 'account', { events: view.nextEvents })}#activity">${texts.older}</a></p>`}
  </section>`
}

function one({ language, now }: AccountView, event: ActivityView): Markup {
  const { address, agent, by, detail } = event
  const device = agent === null ? null : deviceOf(agent, language)
  const carrier = detail['carrier']
  return html`<li>
    ${device === null ? clock : icons[device.kind]}
    <p>
      <b>${whatHappened(event, language)}</b>
      ${typeof carrier === 'string' && html`<span class="tag wire">${carrier}</span>`}
    </p>
    <ul class="meta" role="list">
      <li>${moment(event.at, now, language)}</li>
      ${closer(event, language).map((text) => html`<li>${text}</li>`)}
      ${by === 'another' && html`<li>${activityTexts[language].byAnother}</li>`}
      ${address !== null && html`<li>${address}</li>`}
      ${device !== null && html`<li>${device.name}</li>`}
    </ul>
  </li>`
}

/** What has no words yet is told by its name rather than hidden. */
function whatHappened({ type, detail }: ActivityView, language: AccountView['language']): string | Markup {
  const events = new Map(Object.entries(activityTexts[language].events))
  const manner = detail['reason'] ?? detail['by'] ?? ['root', 'enabled', 'unlocked'].find((name) => name in detail)
  return events.get(`${type}/${manner}`) ?? events.get(type) ?? html`<code>${type}</code>`
}

/** Names that the person or an administrator gave: of a key, of roles, of another site. */
function closer({ type, detail }: ActivityView, language: AccountView['language']): readonly (string | Markup)[] {
  const names = ['name', 'origin', 'roles', 'role'].flatMap((member) => typeof detail[member] === 'string' ? [html`<bdi>${detail[member]}</bdi>`] : [])
  const isGuess = type === 'authn_login_fail' || type === 'authn_login_lock'
  return isGuess ? [activityTexts[language].wrongPassword, ...names] : names
}
