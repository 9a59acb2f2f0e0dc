/**
 * What a new password has to be, before it is chosen. The server judges; a script may mark what is certainly met while somebody
 * types. Without it the rules stand there all the same.
 */
import type { Frame } from '../contracts/pages.ts'
import { raw, html, attributes, type Markup } from './markup.ts'
import { passwordTexts } from './texts/password.ts'

/** `field`: the id of the field that they are about. `names`: names of the person that no field of the form holds. */
export function passwordRules(view: Frame, { field, names = [] }: { readonly field: string, readonly names?: readonly string[] }): Markup {
  const { length, names: free, common, advice, met } = passwordTexts[view.language]
  const { passwordLeast } = view
  const marked = (rule: string, text: string) => html`<li data-rule="${rule}"><span>${text}</span> <span class="sr" hidden>${met}</span></li>`
  return html`<ul class="rules"${attributes({ 'data-rules': field, 'data-least': String(passwordLeast), 'data-names': names.join(' ') })}>
    ${marked('length', length(passwordLeast))}
    ${marked('names', free)}
    <li>${common}</li>
    <li>${advice}</li>
  </ul>
  <p class="sr" aria-live="polite"></p>`
}

export const rulesScript = ({ assets }: Frame): Markup => html`<script${raw(' defer')} src="${assets}/password.js"></script>`
