/** GET and PUT /auth/consent: what a browser's owner agreed to. To take it back is the same act as to give it. */
import type { Consent, ConsentChoice } from '../../cookies/consent.ts'
import { json } from '../answer.ts'
import { consentOf, setConsent } from '../choices.ts'
import type { Exchange } from '../call.ts'
import { choicesPage, isForPeople } from '../pages.ts'
import { consentBody } from '../schemas.ts'
import { readChoice, savedChoice } from './choose.ts'

export function getConsent(exchange: Exchange): Response | Promise<Response> {
  return isForPeople(exchange) ? choicesPage(exchange) : json(onWire(exchange, consentOf(exchange)))
}

export async function putConsent(exchange: Exchange): Promise<Response> {
  const sent = await readChoice(exchange, consentBody, 'consent')
  if (sent instanceof Response) return sent
  const { preferences, analytics, marketing } = sent.value
  const choice = { preferences, analytics, marketing }
  const cookies = setConsent(exchange, choice, sent.returnTo)
  return savedChoice(exchange, sent, { cookies, body: onWire(exchange, decided(exchange, choice)), notice: 'consent_saved' })
}

/** As the next request will read it. */
function decided(exchange: Exchange, choice: ConsentChoice): Consent {
  const { gpc } = consentOf(exchange)
  const decision = { ...choice, at: exchange.http.core.clock(), version: exchange.http.choices.consentVersion }
  return { ...choice, necessary: true, marketing: choice.marketing && !gpc, gpc, decision }
}

function onWire({ http }: Exchange, { preferences, analytics, marketing, gpc, decision }: Consent) {
  const { consentVersion: version } = http.choices
  return { necessary: true, preferences, analytics, marketing, gpc, decided_at: decision?.at ?? null, version }
}
