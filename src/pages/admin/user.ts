/** One account: who it is, what it may do, where it is logged in, and what an administrator does to it. */
import type { AdminView } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { form, notice } from '../forms.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, at, entry, part, textsFor } from './parts.ts'
import { sessionTable } from './sessions.ts'
import { status } from './users.ts'

type View = AdminView<'user'> & Branded

export function user(view: View): Promise<string> {
  const texts = textsFor(view)
  return adminFrame(view, {
    section: 'users', title: view.person.username,
    body: html`${profile(view, texts)}${roles(view, texts)}${sessions(view, texts)}${access(view, texts)}`,
  })
}

const pathOf = ({ person }: View, more = '') => `admin/users/${encodeURIComponent(person.id)}${more}`

/** Each act has a form of its own, and its token. */
const act = (view: View, name: string, button: Markup): Markup => form(view, { action: `admin/users/${name}`, path: pathOf(view, `/${name}`) }, button)

function profile(view: View, texts: Texts): Markup {
  const { person, newPassword } = view
  const words = texts.user
  return part({ id: 'profile', title: words.manage }, html`
    ${newPassword !== null && notice({ what: words.newPassword, then: html`${words.handOver} <code class="cred">${newPassword}</code>` }, view.language)}
    <dl class="pair">
      <dt>${texts.users.email}</dt> <dd>${person.email ?? html`<span class="dim">${texts.users.noEmail}</span>`}</dd>
      <dt>${words.id}</dt> <dd><code>${person.id}</code></dd>
      <dt>${texts.users.since}</dt> <dd>${at(person.created)} ${texts.unit}</dd>
      <dt>${words.status}</dt> <dd>${status(texts, person)} ${failures(view, texts)}</dd>
      <dt>${words.apiKeys}</dt> <dd>${view.apiKeys}</dd>
    </dl>
    <ul class="more" role="list">
      <li><a href="${view.base}/admin/events?subject=${encodeURIComponent(person.id)}">${words.about}</a></li>
      <li><a href="${view.base}/admin/events?actor=${encodeURIComponent(person.id)}">${words.by}</a></li>
    </ul>`)
}

function failures({ failures: many, wait }: View, texts: Texts): Markup | null {
  if (many === 0) return null
  const long = wait < 120 ? texts.seconds(wait) : texts.minutes(Math.ceil(wait / 60))
  return html`<span class="sub">${wait > 0 ? texts.user.locked(many, long) : texts.user.failed(many)}</span>`
}

function roles(view: View, { user: words, ...texts }: Texts): Markup {
  const { person, isSelf } = view
  const one = (role: string) => html`<li><code>${role}</code> ${isSelf && role === 'admin' ? null : form(
    view, { action: 'admin/users/roles', path: pathOf(view, '/roles'), hidden: { remove: role } },
    html`<button class="btn no" aria-label="${words.removeOf(role)}">${words.remove}</button>`,
  )}</li>`
  return part({ id: 'roles', title: words.roles, lead: words.rolesLead }, html`
    ${person.roles.length === 0 ? html`<p class="dim">${texts.none}</p>` : html`<ul class="roles" role="list">${person.roles.map(one)}</ul>`}
    ${form(view, { action: 'admin/users/roles', path: pathOf(view, '/roles') }, html`
      ${entry(view, { name: 'add', label: words.add })}
      <button class="btn">${words.addButton}</button>`)}`)
}

function sessions(view: View, texts: Texts): Markup {
  const words = texts.user
  const aside = view.sessions.length === 0 ? null : act(view, 'sessions/end', html`<button class="btn no">${words.endAll}</button>`)
  return part({ id: 'sessions', title: words.sessions, aside }, html`
    ${view.sessions.length === 0 ? html`<p class="dim">${words.noSessions}</p>` : sessionTable(view, texts, { rows: view.sessions, on: 'user' })}
    ${view.hasMoreSessions && html`<p class="more"><a href="${view.base}/admin/sessions?subject=${encodeURIComponent(view.person.id)}">${words.allOf}</a></p>`}`)
}

function access(view: View, { user: words }: Texts): Markup {
  const { person, isSelf, failures: many } = view
  const link = (where: string, label: string, kind: string) => html`<a class="btn${kind}" href="${view.base}/${pathOf(view, `/${where}`)}">${label}</a>`
  const others = html`
    ${person.disabled === null
      ? act(view, 'disable', html`<button class="btn no">${words.disable}</button>`)
      : act(view, 'enable', html`<button class="btn">${words.enable}</button>`)}
    ${link('password', words.reset, '')}
    ${link('delete', words.delete, ' no')}`
  return part({ id: 'access', title: words.access, lead: isSelf ? words.self : words.accessLead }, html`<div class="row">
    ${many > 0 && act(view, 'unlock', html`<button class="btn">${words.unlock}</button>`)}
    ${!isSelf && others}
  </div>`)
}
