/** GET and PUT /auth/consent: what a browser's owner agreed to. To take it back is the same act as to give it. */
import type { Consent, ConsentChoice } from '../../cookies/consent.ts'
import { json } from '../answer.ts'
import { consentOf, setConsent } from '../choices.ts'
import { type Call, isForPeople } from '../call.ts'
import { choicesPage } from '../pages.ts'
import { consentBody } from '../schemas.ts'
import { readChoice, savedChoice } from './choose.ts'

export function getConsent(call: Call): Response | Promise<Response> {
  return isForPeople(call) ? choicesPage(call) : json(onWire(call, consentOf(call)))
}

export async function putConsent(call: Call): Promise<Response> {
  const sent = await readChoice(call, consentBody, 'consent')
  if (sent instanceof Response) return sent
  const { preferences, analytics, marketing } = sent.value
  const choice = { preferences, analytics, marketing }
  const cookies = setConsent(call, choice, sent.returnTo)
  return savedChoice(call, sent, { cookies, body: onWire(call, decided(call, choice)), notice: 'consent_saved' })
}

/** As the next request will read it. */
function decided(call: Call, choice: ConsentChoice): Consent {
  const { gpc } = consentOf(call)
  const decision = { ...choice, at: call.http.core.clock(), version: call.http.choices.consentVersion }
  return { ...choice, necessary: true, marketing: choice.marketing && !gpc, gpc, decision }
}

function onWire({ http }: Call, { preferences, analytics, marketing, gpc, decision }: Consent) {
  const { consentVersion: version } = http.choices
  return { necessary: true, preferences, analytics, marketing, gpc, decided_at: decision?.at ?? null, version }
}
