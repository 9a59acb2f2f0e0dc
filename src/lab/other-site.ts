/**
 * Another site, on the same machine: to a browser 127.0.0.1 and localhost are two. One page there holds a form that posts here, as any page on the
 * web could; what the browser really sent is judged by the same rules, and told.
 */
import * as z from 'zod'
import { readBody } from '../http/body.ts'
import { attributes, html } from '../pages/markup.ts'
import { type Bench, languageOf, seeOther } from './bench.ts'
import { sessionCookie } from './instance.ts'
import type { Notebook } from './notebooks.ts'
import { told } from './attempts/stage.ts'
import { attempt } from './attempts.ts'
import { readCookie } from '../cookies/parse.ts'
import { answerResource } from './resource.ts'
import { textIn } from './page/view.ts'
import { exchange } from './wire.ts'
import { problemResponse } from '../http/problem.ts'

const codeShape = /^[\w-]{22}$/

export async function otherSite(bench: Bench, request: Request): Promise<Response> {
  const { world: { origin, base } } = bench
  const language = languageOf(bench, request)
  const { otherSite: text } = textIn(language)
  const code = new URL(request.url).searchParams.get('code') ?? ''
  const page = await html`<!doctype html>
<html lang="${language}"${attributes({ 'data-theme': bench.preferences(request).theme })}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${text.title}</title>
    <link rel="stylesheet" href="${base}/assets/other-site.css">
  </head>
  <body><main>
    <h1>${text.title}</h1>
    <p>${text.lead}</p>
    <form method="post" action="${origin}${base}/from-other-site"><input type="hidden" name="code" value="${codeShape.test(code) ? code : ''}"><button>${text.button}</button></form>
    <p><a href="${origin}${base}">${text.back}</a></p>
  </main></body>
</html>
`
  const policy = `default-src 'none'; style-src 'self'; form-action ${origin}; base-uri 'none'; frame-ancestors 'none'`
  // As most sites have it: where a form comes from is told, and on which page not.
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'referrer-policy': 'strict-origin' }
  return new Response(page.toString(), { headers })
}

const body = { form: z.strictObject({ code: z.string().regex(codeShape) }) }

/** The code says on whose page it is told, and is good for nothing else. */
export async function fromOtherSite(bench: Bench, request: Request): Promise<Response> {
  const read = await readBody(request, body)
  const notebook = read.ok ? bench.notebooks.named(read.value.code) : null
  if (notebook === null) return problemResponse({ code: 'not_found' })
  await bench.turn(() => tellOn(bench, notebook, request))
  return seeOther(`${bench.world.base}#break`)
}

async function tellOn({ main, world }: Bench, notebook: Notebook, request: Request): Promise<void> {
  const sent = new Request(request.url, { method: 'POST', headers: ownPart(request.headers) })
  const { exchange: real } = await exchange({ request: sent }, (one) => answerResource(main, one))
  const tried = notebook.attempts.get('crosssite') ?? await attempt(world, 'crosssite')
  const { cookie } = tried.trials
  const others = cookie.verdicts.filter(({ rule }) => rule !== 'crosssite_real')
  const verdicts = [told('crosssite_real', real), ...others]
  notebook.attempts.set('crosssite', { ...tried, trials: { ...tried.trials, cookie: { ...cookie, verdicts } } })
  notebook.last = 'crosssite'
}

/** What the browser says of where it comes from, and the lab's own cookie: whatever else came is nobody's business. */
function ownPart(headers: Headers): Headers {
  const kept = ['origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'content-type']
  const own = new Headers(kept.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value]]
  }))
  const cookies = readCookie(headers.get('cookie'), sessionCookie).map((value) => `${sessionCookie}=${value}`)
  if (cookies.length > 0) own.set('cookie', cookies.join('; '))
  return own
}

