/** Another site makes the browser send a request here, with the headers that a browser writes itself and no page can change. */
import { ask, type Stage, told, trialOf, uneasily } from './stage.ts'

/** A form of a page on 127.0.0.1, to localhost: another site, on the same machine. */
const foreign = { 'origin': 'http://127.0.0.1', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } as const

export async function crosssite(stage: Stage) {
  const nothing = await ask(stage, { method: 'POST', credential: null, with: foreign })
  const all = await ask(stage, { method: 'POST', with: foreign })
  return trialOf(stage, stage.lane === 'cookie'
    ? [told('crosssite_cookie', all), told('crosssite_kept', nothing)]
    : [told('crosssite_bearer', nothing), uneasily('crosssite_stolen', all)])
}
