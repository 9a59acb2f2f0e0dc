/** Another site makes the browser send a request here, with the headers that a browser writes itself and no page can change. */
import { otherOrigin } from '../other-origin.ts'
import { ask, type Stage, told, trialOf, uneasily } from './stage.ts'

/** A form on 127.0.0.1, to localhost: another site on the same machine, or one somewhere where there is no such thing. */
const foreignTo = (origin: string) => ({
  'content-type': 'application/x-www-form-urlencoded', 'origin': otherOrigin(origin) ?? 'https://elsewhere.example',
  'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site',
})

export async function crosssite(stage: Stage) {
  const foreign = foreignTo(stage.instance.origin)
  const nothing = await ask(stage, { method: 'POST', credential: null, with: foreign })
  const all = await ask(stage, { method: 'POST', with: foreign })
  return trialOf(stage, stage.lane === 'cookie'
    ? [told('crosssite_cookie', all), told('crosssite_kept', nothing)]
    : [told('crosssite_bearer', nothing), uneasily('crosssite_stolen', all)])
}
