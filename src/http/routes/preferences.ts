/** GET and PUT /auth/preferences: language and theme, for anybody; with a login they are the account's as well. */
import type { Preferences } from '../../contracts.ts'
import { choosePreferences } from '../../accounts/preferences.ts'
import type { Held } from '../../core/session/renew.ts'
import { anyActorOf } from '../actor.ts'
import { json } from '../answer.ts'
import { consentOf, preferencesFor, setPreferencesCookie } from '../choices.ts'
import { refuse, turnAway } from '../forms.ts'
import { type Call, isForPeople } from '../call.ts'
import { choicesPage } from '../pages.ts'
import { preferencesBody } from '../schemas.ts'
import { readChoice, savedChoice } from './choose.ts'

export async function getPreferences(call: Call): Promise<Response> {
  if (isForPeople(call)) return choicesPage(call)
  const actor = await anyActorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  return json(preferencesFor(call, actor.held?.user.preferences ?? null))
}

/** In place of what was chosen before: what is not sent is chosen no more. */
export async function putPreferences(call: Call): Promise<Response> {
  const sent = await readChoice(call, preferencesBody, 'preferences')
  if (sent instanceof Response) return sent
  const { language, theme } = sent.value
  const { languages } = call.http.choices
  if (language !== undefined && !languages.includes(language)) {
    return turnAway(call, { code: 'malformed_request', detail: `language is one of: ${languages.join(', ')}.` })
  }
  const chosen: Preferences = { ...(language !== undefined && { language }), ...(theme !== undefined && { theme }) }
  await keep(call, sent.held, chosen)
  const cookie = setPreferencesCookie(call, chosen, consentOf(call))
  return savedChoice(call, sent, { cookies: [cookie], body: chosen, notice: 'preferences_saved' })
}

async function keep({ http }: Call, held: Held | null, chosen: Preferences): Promise<void> {
  if (held !== null) await choosePreferences(http.core, held.user.id, chosen)
}
