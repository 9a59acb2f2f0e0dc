/** Where people are logged in now. */
import type { LiveSessionView } from '../../contracts/admin-views.ts'
import type { AdminView, Frame } from '../../contracts/pages.ts'
import { deviceOf } from '../agent.ts'
import { form } from '../forms.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, at, pager, part, table, textsFor } from './parts.ts'

export function sessions(view: AdminView<'sessions'>): Promise<string> {
  const texts = textsFor(view)
  const { of } = view
  const words = texts.sessions
  const all = html`<a class="btn" href="${view.base}/admin/sessions">${words.everybody}</a>`
  return adminFrame(view, {
    section: 'sessions', title: texts.nav.sessions,
    body: part({ id: 'live', title: of === null ? words.everybody : words.of(of.name ?? of.id), lead: words.lead, aside: of === null ? null : all }, html`
      ${view.sessions.length === 0 ? html`<p class="dim">${words.empty}</p>` : sessionTable(view, texts, view.sessions)}
      ${pager(view, texts, { path: 'admin/sessions', query: { subject: of?.id ?? '' }, next: view.nextCursor, isFirst: view.isFirst })}`),
  })
}

export function sessionTable(view: Frame, texts: Texts, rows: readonly LiveSessionView[]): Markup {
  const words = texts.sessions
  const columns = [words.user, words.carrier, words.device, words.seen, words.ends, ''].map((label) => ({ label }))
  return table(texts, { caption: words.everybody, columns }, rows.map((session) => {
    const device = texts.device(deviceOf(session.agent).name)
    return [
      html`<a href="${view.base}/admin/users/${encodeURIComponent(session.subject)}"><bdi>${session.username}</bdi></a>
        ${session.current && html`<span class="sub">${words.this}</span>`}`,
      html`<span class="tag wire">${session.carrier}</span>`,
      html`${device} <span class="sub">${session.address}</span>`, at(session.lastSeenAt), at(session.expiresAt),
      session.current ? null : form(view, { action: 'admin/sessions/end', path: `admin/sessions/${encodeURIComponent(session.id)}/end` }, html`
        <button class="btn no" aria-label="${words.endOf(session.username, device)}">${words.end}</button>`),
    ]
  }))
}
