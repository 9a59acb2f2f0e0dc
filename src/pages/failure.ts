/** Any refusal that no other page tells: what is so, what to do, and a way on. */
import type { FailureView } from '../contracts/pages.ts'
import { gate } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { gateTexts } from './texts/gate.ts'
import { wordsFor, type Place } from './words.ts'

export function failure(view: FailureView, place?: Place): Promise<string> {
  const { problem, language, requestId } = view
  const words = wordsFor(problem, place, language)
  const { toStart, help } = gateTexts[language]
  // What finds this request in the log.
  const reference = requestId === null ? null : html`<code>${requestId}</code>`
  return gate(view, words.what, html`
    <p>${words.then}</p>
    <div class="ways">
      ${forward(view)}
      <a class="btn big" href="/">${toStart}</a>
    </div>
    <p class="links">${help(html`<code>${problem.status} ${problem.code}</code>`, reference)}</p>`)
}

/** Where trying again is all there is to do, another page would only fail too. */
function forward(view: FailureView): Markup | null {
  if (view.problem.status === 429 || view.problem.status >= 500) return null
  const { logIn, toAccount } = gateTexts[view.language]
  return view.user === null || view.problem.status === 401
    ? html`<a class="btn go big" href="${view.base}/login">${logIn}</a>`
    : html`<a class="btn go big" href="${view.base}/account">${toAccount}</a>`
}
