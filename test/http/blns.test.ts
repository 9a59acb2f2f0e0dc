/** The Big List of Naughty Strings as user name and as password, in JSON and in forms: none is our fault. */
import { describe, expect, it } from 'vitest'
import { readVectors } from '../crypto/vectors.ts'
import { createClient } from '../support/client.ts'
import { faults, startInstance } from '../support/instance.ts'
import { formTo, openBrowser } from './browser.ts'

const strings = readVectors('blns/blns.json') as readonly string[] | null // a list of texts, by its own description

describe.skipIf(strings === null).each(['/auth/login', '/auth/signup'])('at %s', (path) => {
  /** To judge a new password of 100 characters takes up to half a second: a sign-up tries the beginning of each. */
  const passwordOf = (naughty: string) => path === '/auth/signup' ? [...naughty].slice(0, 20).join('') : naughty
  /** A source of its own for each, so that no throttle answers first. */
  const addressOf = (index: number) => `10.${index >> 8}.${index & 255}.1`

  it.each([
    ['user name', (naughty: string) => ({ username: naughty, password: 'velvet anchor mosaic' })],
    ['password', (naughty: string, index: number) => ({ username: `name${index}`, password: passwordOf(naughty) })],
    ['both', (naughty: string) => ({ username: naughty, password: passwordOf(naughty) })],
  ])('as %s in JSON', async (_, fill) => {
    const client = createClient((await startInstance()).auth)
    const wrong: unknown[] = []
    for (const [index, naughty] of (strings ?? []).entries()) {
      const { status, body } = await client.send('POST', path, {
        json: fill(naughty, index), address: addressOf(index),
      })
      if (status >= 500 || status >= 300 && typeof body['code'] !== 'string') wrong.push([naughty, status])
    }
    expect([wrong, faults]).toEqual([[], []])
  })

  it('as both in a form, whose page holds', async () => {
    const { auth } = await startInstance()
    const browser = openBrowser(auth)
    const hidden = formTo(await browser.send('GET', path), path)
    const wrong: unknown[] = []
    for (const [index, naughty] of (strings ?? []).entries()) {
      const form = { ...hidden, username: naughty, password: passwordOf(naughty) }
      const answer = await browser.send('POST', path, { form, address: addressOf(index) })
      // Read as strictly as we write: what is not text on the page would be an element more, or an error.
      const kept = answer.status === 303 ? naughty : formTo(answer, path)['username']
      if (answer.status >= 500 || kept !== naughty.toWellFormed()) wrong.push([naughty, answer.status, kept])
      browser.cookies.delete('__Host-latchkey')
    }
    expect([wrong, faults]).toEqual([[], []])
  })
})
