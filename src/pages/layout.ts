/** The two frames: a narrow gate for whoever is coming in, a wide page for whoever is inside. */
import type { Frame } from '../contracts/pages.ts'
import { brandOn, iconOn, nameOn, type Branded } from './brand.ts'
import { form } from './forms.ts'
import { languageName } from './language-name.ts'
import { attributes, html, type Markup } from './markup.ts'
import { frameTexts } from './texts/frame.ts'

type Framed = Frame & Branded

/** One column, whose heading is the page's title. */
export const gate = (view: Framed, title: string, content: Markup): Promise<string> => page(view, title, html`
  <body class="gate">
    <header>${brandOn(view)}${languages(view)}</header>
    <main>
      <h1>${title}</h1>
      ${content}
    </main>
    <footer>${cookieLine(view)}</footer>
  </body>`)

export const wide = (view: Framed, title: string, content: Markup): Promise<string> => inside(view, { title, content, place: 'account' })

interface Inside {
  readonly title: string
  readonly content: Markup
  /** Where the page stands. */
  readonly place: 'account' | 'admin'
}

/** With a way to the administration, for whom there is one. */
export function inside(view: Framed, { title, content, place }: Inside): Promise<string> {
  const texts = frameTexts[view.language]
  const places = view.administers ? ['account', 'admin'] as const : ['account'] as const
  const link = (to: Inside['place']) => html`<a href="${view.base}/${to}"${attributes({ 'aria-current': to === place ? 'page' : null })}>${texts[to]}</a>`
  return page(view, title, html`
  <body>
    <a class="skip" href="#main">${texts.skip}</a>
    <header class="top"><div class="wrap">
      ${brandOn(view)}
      <nav aria-label="${texts.main}">${places.map(link)}</nav>
      ${view.user && html`<div class="me">
        <bdi>${view.user.username}</bdi>
        ${form(view, { action: 'logout' }, html`<button class="btn">${texts.logOut}</button>`)}
      </div>`}
    </div></header>
    <main id="main"><div class="wrap">${content}</div></main>
    <footer class="foot"><div class="wrap"><p>${cookieLine(view)}</p>${languages(view)}</div></footer>
  </body>`)
}

/** Asks nobody: whoever wants to be asked finds where. */
function cookieLine({ language, base }: Frame): Markup {
  const { cookies, choices, space } = frameTexts[language]
  return html`${cookies}${space}<a href="${base}/consent">${choices}</a>`
}

/** Each in itself, as who speaks it would look for it. It is a preference like that of the form, and replaces no other. */
function languages(view: Frame): Markup | null {
  if (view.otherLanguages.length === 0) return null
  const { theme = null } = view.preferences
  return html`<div class="tongues">${view.otherLanguages.map((language) =>
    form(view, { action: 'preferences', hidden: { return_to: view.here, theme, language } }, html`
      <button class="link" lang="${language}">${languageName(language)}</button>`))}</div>`
}

/** A plain string at the end: what `html` makes is a String object, which not everyone who is given it expects. */
async function page(view: Framed, title: string, body: Markup): Promise<string> {
  const document = await html`<!doctype html>
<html lang="${view.language}"${attributes({ 'data-theme': view.preferences.theme })}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · ${nameOn(view)}</title>
    <link rel="stylesheet" href="${view.assets}/latchkey.css">
    <link rel="icon" type="${iconOn(view).type}" href="${view.assets}/${iconOn(view).file}">
  </head>${body}
</html>
`
  return document.toString()
}
