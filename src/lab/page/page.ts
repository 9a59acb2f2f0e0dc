/** The page of the lab: five parts, and the frame round them. */
import { mark } from '../../pages/icons.ts'
import { attributes, html, type Markup } from '../../pages/markup.ts'
import { breakIt } from './attempts.ts'
import { compare } from './compare.ts'
import { decoder } from './decoder.ts'
import { steps } from './steps.ts'
import { type Filled, form, icons, type LabView, textIn, timeOf } from './view.ts'

export async function labPage(view: LabView): Promise<string> {
  const filled: Filled = { ...view, text: textIn(view.language) }
  const document = await html`<!doctype html>
<html lang="${view.language}"${attributes({ 'data-theme': view.theme })}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${filled.text.title} · Latchkey</title>
    <link rel="stylesheet" href="${view.pages}/assets/latchkey.css">
    <link rel="stylesheet" href="${view.base}/assets/lab.css">
    <link rel="icon" type="image/svg+xml" href="${view.pages}/assets/favicon.svg">
    <script src="${view.base}/assets/lab.js" defer></script>
  </head>${body(filled)}
</html>
`
  return document.toString()
}

const body = (view: Filled): Markup => {
  const { text, pages } = view
  return html`
  <body class="lab">
    <a class="skip" href="#main">${text.skip}</a>
    <header class="top"><div class="wrap">
      <a class="brand" href="/">${mark}Latchkey</a>
      <nav aria-label="${text.nav.main}"><a href="${pages}/account">${text.nav.account}</a><a href="${view.base}" aria-current="page">${text.nav.lab}</a></nav>
    </div></header>
    <main id="main"><p class="sr" role="status" id="live"></p><div class="wrap" id="lab">
      <div class="labhead"><h1>${text.heading}</h1><p>${text.lead}</p></div>
      ${view.problem !== null && html`<div class="note bad" role="alert">${icons.warning}<p>${problemText(view)}</p></div>`}
      ${bar(view)}
      ${steps(view)}
      ${breakIt(view)}
      ${compare(view)}
      ${decoder(view)}
    </div></main>
    <footer class="foot"><div class="wrap row apart"><span>${text.footer}</span><a href="${pages}/preferences">${text.preferences}</a></div></footer>
  </body>`
}

function problemText({ problem, text: { problem: words } }: Filled): string {
  return problem === 'busy' || problem === 'csrf_rejected' || problem === 'not_found' ? words[problem] : words.other
}

const bar = (view: Filled): Markup => {
  const { text, notebook } = view
  const [first] = notebook?.lanes.values() ?? []
  return html`
    <div class="bar">
      <nav aria-label="${text.parts.label}"><ol>${(['steps', 'break', 'compare', 'decode'] as const).map((part) => html`<li><a href="#${part}">${text.parts[part]}</a></li>`)}</ol></nav>
      <div class="row"><span class="dim">${first === undefined ? text.nobody : text.loggedIn(usernameIn(first.login.request.body), timeOf(first.at))}</span>
        ${form(view, 'logins', html`<button class="btn go" data-key="log-in">${first === undefined ? text.logIn : text.logInAgain}</button>`)}
        ${notebook !== null && form(view, 'over', html`<button class="btn" data-key="over">${text.startOver}</button>`)}</div>
    </div>`
}

function usernameIn(sent: string): string {
  return /"username":"([^"]+)"/.exec(sent)?.[1] ?? ''
}
