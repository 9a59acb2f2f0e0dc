/** What an example of notes does, whatever the framework. */
import { expect } from 'vitest'
import { type Ask, cookieOf, logIn, shownBy, signUp } from './wire.ts'

export const tom = { username: 'tom', password: 'granite violin orbit' }

/** A form as a browser sends it from a page of this origin, or of another. */
async function post(origin: string, path: string, { cookie, text = '', from = origin }: { cookie: string, text?: string, from?: string }) {
  const headers = { cookie, origin: from, 'sec-fetch-site': from === origin ? 'same-origin' : 'cross-site' }
  const response = await fetch(origin + path, { method: 'POST', headers, body: new URLSearchParams({ text }), redirect: 'manual' })
  return { status: response.status, text: await response.text() }
}

const cookieFor = (value: string) => shownBy('cookie', value)['cookie'] ?? ''
const linkIn = (page: string) => /href="([^"]*\?ticket=[^"]+)"/.exec(page)?.[1] ?? ''

/** Each user has their own notes, and a link shares one of them once. Nobody has signed up yet. */
export async function expectNotes(origin: string, ask: Ask): Promise<void> {
  expect((await ask('GET /')).text).toContain('Sign up')
  expect((await ask('GET /notes')).status).toBe(401)
  const cookie = cookieFor(cookieOf(await signUp(ask)))
  const other = cookieFor(cookieOf(await signUp(ask, tom)))

  expect((await post(origin, '/notes', { cookie, text: 'Tea & <b>cups</b>' })).status).toBe(303)
  expect((await post(origin, '/notes', { cookie, text: 'x', from: 'https://evil.example' })).status).toBe(403)
  expect((await ask('GET /', { headers: { cookie } })).text).toMatch(/Tea &(#38|amp); &(#60|lt);b/)
  const { shown } = await logIn(ask, 'jwt')
  const [note, ...more] = JSON.parse((await ask('GET /notes', { headers: shown })).text) as { id: string, text: string }[]
  expect([note?.text, more, (await ask('GET /notes', { headers: { cookie: other } })).text]).toEqual(['Tea & <b>cups</b>', [], '[]'])

  const link = linkIn((await post(origin, `/notes/${note?.id}/share`, { cookie })).text).slice(origin.length)
  const opened = await ask(`GET ${link}`, { headers: { cookie: other } })
  expect([opened.status, opened.text, opened.headers.get('referrer-policy')]).toEqual([200, 'Tea & <b>cups</b>', 'no-referrer'])
  expect([(await ask(`GET ${link}`)).status, (await ask(`GET /shared/${note?.id}`, { headers: { cookie } })).status]).toEqual([401, 401])

  const stolen = linkIn((await post(origin, `/notes/${note?.id}/share`, { cookie: other })).text).slice(origin.length)
  expect((await ask(`GET ${stolen}`)).status).toBe(404)
}
