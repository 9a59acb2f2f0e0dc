/** Where people are logged in now. */
import type { LiveSessionView } from '../../contracts/admin-views.ts'
import type { AdminView, Frame } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { deviceOf } from '../agent.ts'
import { form } from '../forms.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, at, pager, part, table, textsFor } from './parts.ts'

export function sessions(view: AdminView<'sessions'> & Branded): Promise<string> {
  const texts = textsFor(view)
  const { of } = view
  const words = texts.sessions
  const all = html`<a class="btn" href="${view.base}/admin/sessions">${words.everybody}</a>`
  return adminFrame(view, {
    section: 'sessions', title: texts.nav.sessions,
    body: part({ id: 'live', title: of === null ? words.everybody : words.of(of.name ?? of.id), lead: words.lead, aside: of === null ? null : all }, html`
      ${view.sessions.length === 0 ? html`<p class="dim">${words.empty}</p>` : sessionTable(view, texts, { rows: view.sessions, on: 'sessions' })}
      ${pager(view, texts, { path: 'admin/sessions', query: { subject: of?.id ?? '' }, next: view.nextCursor, isFirst: view.isFirst })}`),
  })
}

interface Listed {
  readonly rows: readonly LiveSessionView[]
  /** The page: that of one user does not say whose they are. */
  readonly on: 'user' | 'sessions'
}

export function sessionTable(view: Frame, texts: Texts, { rows, on }: Listed): Markup {
  const words = texts.sessions
  const labels = [words.device, words.carrier, words.seen, words.ends, '']
  const columns = (on === 'user' ? labels : [words.user, ...labels]).map((label) => ({ label }))
  return table(texts, { caption: on === 'user' ? texts.user.sessions : words.everybody, columns }, rows.map((session) => {
    const device = texts.device(deviceOf(session.agent).name)
    const current = session.current && html` <span class="sub">${words.this}</span>`
    const rest = [
      html`<span class="tag wire">${session.carrier}</span>`, at(session.lastSeenAt), at(session.expiresAt),
      session.current ? null : form(view, { action: 'admin/sessions/end', path: `admin/sessions/${encodeURIComponent(session.id)}/end`, hidden: { on } }, html`
        <button class="btn no" aria-label="${words.endOf(session.username, device)}">${words.end}</button>`),
    ]
    const where = html`${device} <span class="sub">${session.address}</span>`
    if (on === 'user') return [html`${where}${current}`, ...rest]
    return [html`<a href="${view.base}/admin/users/${encodeURIComponent(session.subject)}"><bdi>${session.username}</bdi></a>${current}`, where, ...rest]
  }))
}
