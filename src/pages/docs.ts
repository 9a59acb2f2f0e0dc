/** What the routes answer, for people who write programs. It needs no script and loads nothing but the style sheet. */
import type { DocsView, MemberView, OperationView } from '../contracts/pages.ts'
import type { Branded } from './brand.ts'
import { gate } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { docsTexts } from './texts/docs.ts'

export function docs(view: DocsView & Branded): Promise<string> {
  const texts = docsTexts[view.language]
  return gate(view, texts.title, html`
    <p>${texts.lead} <a href="${view.document}"><code>openapi.json</code></a></p>
    ${view.groups.map(({ tag, operations }) => html`
    <section aria-labelledby="tag-${tag}">
      <h2 id="tag-${tag}">${texts.tags[tag] ?? tag}</h2>
      ${operations.map((one) => operation(one, view))}
    </section>`)}`)
}

function operation(one: OperationView, { language }: DocsView): Markup {
  const texts = docsTexts[language]
  const needs = one.scope === null ? texts.access[one.access] : html`${texts.access[one.access]} (<code>${one.scope}</code>)`
  return html`
      <details class="operation">
        <summary><code><b>${one.method}</b> ${one.path}</code> ${one.says[language]}</summary>
        <p>${needs}</p>
        ${one.parameters.length > 0 && html`<h3>${texts.parameters}</h3>${members(one.parameters, texts.optional)}`}
        ${one.bodies.map(({ type, members: all }) => html`<h3>${texts.body} <code>${type}</code></h3>${all.length > 0 ? members(all, texts.optional) : html`<p>${texts.empty}</p>`}`)}
        <h3>${texts.answers}</h3>
        <ul>${one.answers.map(({ status, types, codes }) => html`
          <li><b>${status}</b> ${[...types, ...codes].map((word) => html`<code>${word}</code> `)}</li>`)}
        </ul>
      </details>`
}

const members = (all: readonly MemberView[], optional: string): Markup => html`<ul>${all.map(({ name, type, required }) => html`
          <li><code>${name}</code> <span>${type}</span>${!required && html` <small>${optional}</small>`}</li>`)}
        </ul>`
