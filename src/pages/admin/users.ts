/** Everybody, found by the beginning of a name; and a new account. */
import type { PersonView } from '../../contracts/admin-views.ts'
import type { AdminView } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { form, select } from '../forms.ts'
import { check, cross } from '../icons.ts'
import { attributes, html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, entry, onDay, pager, part, sought, table, textsFor } from './parts.ts'

export function users(view: AdminView<'users'> & Branded): Promise<string> {
  const texts = textsFor(view)
  const words = texts.users
  const { by, text } = view.search
  return adminFrame(view, {
    section: 'users', title: texts.nav.users,
    body: html`
      ${part({ id: 'found', title: words.search }, html`
        ${search(view, texts)}
        ${view.users.length === 0 ? html`<p class="dim">${words.empty}</p>` : list(view, texts)}
        ${pager(view, texts, { path: 'admin/users', query: { search: text, by: text === '' ? '' : by }, next: view.nextCursor, isFirst: view.isFirst })}`)}
      ${create(view, texts)}`,
  })
}

/** An address that can be kept and sent on, so that it is a GET. */
function search(view: AdminView<'users'> & Branded, { users: words }: Texts): Markup {
  const options = Object.entries(words.bys).map(([value, label]) => ({ value, label }))
  return html`<form class="search" role="search" method="get" action="${view.base}/admin/users">
    ${sought({ name: 'search', label: words.text, value: view.search.text, hint: words.textHint })}
    ${select({ name: 'by', label: words.by, chosen: view.search.by }, options)}
    <button class="btn">${words.search}</button>
  </form>`
}

function list(view: AdminView<'users'> & Branded, texts: Texts): Markup {
  const words = texts.users
  const columns = [{ label: words.user }, { label: words.roles }, { label: words.status }, { label: words.since }, { label: '' }]
  return table(texts, { caption: texts.nav.users, columns }, view.users.map((person) => [
    html`<bdi>${person.username}</bdi> <span class="sub">${person.email ?? words.noEmail}</span>`,
    person.roles.join(', ') || texts.none, status(texts, person), onDay(person.created),
    html`<a class="btn" href="${view.base}/admin/users/${encodeURIComponent(person.id)}" aria-label="${words.manage} ${person.username}">${words.manage}</a>`,
  ]))
}

export function status({ users: words }: Texts, { disabled }: PersonView): Markup {
  return disabled === null
    ? html`<span class="st good">${check}${words.active}</span>`
    : html`<span class="st bad">${cross}${words.disabled} ${onDay(disabled)}</span>`
}

/** Open where it was refused. */
function create(view: AdminView<'users'> & Branded, { users: words }: Texts): Markup {
  const { username, email, roles } = view.fields
  return part({ id: 'create', title: words.create }, html`<details${attributes({ open: view.problem !== null })}>
    <summary>${words.open}</summary>
    ${form(view, { action: 'admin/users' }, html`
      <div class="pairs">
        ${entry(view, { name: 'username', label: words.username, value: username })}
        ${entry(view, { name: 'email', label: words.email, value: email, type: 'email', optional: true })}
        ${entry(view, { name: 'roles', label: words.rolesField, value: roles, hint: words.rolesHint, optional: true })}
        ${entry(view, { name: 'password', label: words.password, type: 'password', hint: words.passwordHint, optional: true, autocomplete: 'new-password' })}
      </div>
      <button class="btn go">${words.createButton}</button>`)}
  </details>`)
}
