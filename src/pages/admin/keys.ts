/** The key ring: what issues, what follows, what still verifies. */
import type { RingKeyView } from '../../contracts/admin-views.ts'
import type { AdminView, Frame } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { adminFrame, at, part, table, textsFor } from './parts.ts'

export function keys(view: AdminView<'keys'> & Branded): Promise<string> {
  const texts = textsFor(view)
  const words = texts.keys
  const columns = [words.key, words.use, words.made, words.stateSince, ''].map((label) => ({ label }))
  return adminFrame(view, {
    section: 'keys', title: texts.nav.keys,
    body: part({ id: 'ring', title: words.heading, lead: words.lead }, table(texts, { caption: texts.nav.keys, columns }, view.keys.map((key) => [
      html`<code>${key.kid}</code> <span class="sub">${key.algorithm}</span>`, words.uses[key.use] ?? key.use, at(key.created),
      html`${state(texts, key)} <span class="sub">${at(key.changed)}</span>`, actions(view, texts, key),
    ]))),
  })
}

export function state({ keys: words }: Texts, key: RingKeyView): Markup {
  const kinds = { next: '', current: ' on', previous: '', retired: '' }
  return html`<span class="tag${kinds[key.state]}">${words.states[key.state]}</span>`
}

/** Both lead to a page that tells what it does. */
function actions(view: Frame, { keys: words }: Texts, { kid, use, state: now }: RingKeyView): Markup | null {
  if (now === 'retired') return null
  return html`<div class="row">
    ${now === 'current' && html`<a class="btn" href="${view.base}/admin/keys/rotate?use=${encodeURIComponent(use)}" aria-label="${words.rotateOf(words.uses[use] ?? use)}">${words.rotate}</a>`}
    <a class="btn no" href="${view.base}/admin/keys/${encodeURIComponent(kid)}/drop" aria-label="${words.dropOf(kid)}">${words.drop}</a>
  </div>`
}
