/** Any refusal that no other page tells: what is so, what to do, and a way on. */
import type { FailureView } from '../contracts/pages.ts'
import { gate } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { wordsFor, type Place } from './words.ts'

export function failure(view: FailureView, place?: Place): Promise<string> {
  const { problem } = view
  const words = wordsFor(problem, place)
  return gate(view, words.what, html`
    <p>${words.then}</p>
    <div class="ways">
      ${forward(view)}
      <a class="btn big" href="/">Go to the start page</a>
    </div>
    <p class="links">If you ask for help, mention <code>${problem.status} ${problem.code}</code>${reference(view)}.</p>`)
}

/** What finds this request in the log. */
const reference = ({ requestId }: FailureView): Markup | null => requestId === null ? null : html` and <code>${requestId}</code>`

/** Where trying again is all there is to do, another page would only fail too. */
function forward(view: FailureView): Markup | null {
  if (view.problem.status === 429 || view.problem.status >= 500) return null
  return view.user === null || view.problem.status === 401
    ? html`<a class="btn go big" href="${view.base}/login">Log in</a>`
    : html`<a class="btn go big" href="${view.base}/account">Go to your account</a>`
}
