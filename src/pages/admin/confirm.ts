/** Asks once more, and tells what follows, before what cannot be taken back. */
import type { AdminView } from '../../contracts/pages.ts'
import type { Branded } from '../brand.ts'
import { form } from '../forms.ts'
import { html, type Markup } from '../markup.ts'
import type { Texts } from './en.ts'
import { state } from './keys.ts'
import { adminFrame, at, entry, part, textsFor } from './parts.ts'

type View = AdminView<'confirm'> & Branded

export function confirm(view: View): Promise<string> {
  const texts = textsFor(view)
  const { title, question, effects, button } = texts.confirm.questions[view.act]
  const { action, path, back, hidden } = targetOf(view)
  const kind = view.act === 'rotate' ? 'btn go' : 'btn no'
  const name = view.act === 'rotate' ? texts.keys.uses[view.name] ?? view.name : view.name
  return adminFrame(view, {
    section: view.key === null ? 'users' : 'keys', title,
    body: part({ id: 'confirm', title: question(name) }, html`
      <ul class="effects">${[...effects, ...ofUse(view, texts)].map((effect) => html`<li>${effect}</li>`)}</ul>
      ${view.key && about(texts, view.key)}
      ${form(view, { action, path, hidden }, html`
        ${view.act === 'password' && entry(view, {
          name: 'password', label: texts.confirm.newPassword, type: 'password', hint: texts.confirm.newPasswordHint, optional: true, autocomplete: 'new-password',
        })}
        <div class="row"><button class="${kind}">${button}</button><a class="btn" href="${view.base}/${back}">${texts.confirm.back}</a></div>`)}`),
  })
}

interface Target {
  readonly action: `admin/${string}`
  readonly path: string
  readonly back: string
  readonly hidden: Readonly<Record<string, string>>
}

function targetOf({ act, id }: View): Target {
  const name = encodeURIComponent(id)
  if (act === 'rotate') return { action: 'admin/keys/rotate', path: 'admin/keys/rotate', back: 'admin/keys', hidden: { use: id } }
  if (act === 'drop') return { action: 'admin/keys/drop', path: `admin/keys/${name}/drop`, back: 'admin/keys', hidden: {} }
  return { action: `admin/users/${act}`, path: `admin/users/${name}/${act}`, back: `admin/users/${name}`, hidden: {} }
}

/** What a dropped key of this use takes along. */
function ofUse({ act, key }: View, { keys: words }: Texts): readonly string[] {
  if (act !== 'drop') return []
  if (key?.use === 'cookie') return [words.formsToo]
  return key?.use === 'throttle' ? [words.throttle] : []
}

const about = (texts: Texts, key: NonNullable<View['key']>): Markup => html`<dl class="pair">
  <dt>${texts.keys.key}</dt> <dd><code>${key.kid}</code></dd>
  <dt>${texts.keys.use}</dt> <dd>${texts.keys.uses[key.use] ?? key.use}, ${key.algorithm}</dd>
  <dt>${texts.keys.state}</dt> <dd>${state(texts, key)} ${at(key.changed)} ${texts.unit}</dd>
</dl>`
