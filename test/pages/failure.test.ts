import { describe, expect, it } from 'vitest'
import { readHtml, text } from './read-html.ts'
import { failureView, pages, problem } from './views.ts'

async function read(code: string, status: number, user: { username: string } | null = null) {
  const page = readHtml(await pages.failure({ ...failureView, user, problem: problem(code, { status }) }))
  const ways = page.filter(({ attributes }) => /\bbtn\b/.test(attributes['class'] ?? ''))
  return { says: text(page), ways: ways.map(({ attributes }) => attributes['href']) }
}
const mira = { username: 'mira' }

describe('the failure page', () => {
  it('says what is so, what to do, and the code for whoever helps', async () => {
    const { says } = await read('not_found', 404)
    expect(says).toContain('There is no such page Check the address. Go on from the start page.')
    expect(says).toContain('If you ask for help, mention 404 not_found and request-1.')
  })

  it('leads on: a stranger to the login, a person to their account', async () => {
    expect((await read('not_found', 404)).ways).toEqual(['/auth/login', '/'])
    expect((await read('forbidden', 403, mira)).ways).toEqual(['/auth/account', '/'])
  })

  it('leads to the login whoever was refused for want of one', async () => {
    expect((await read('credential_expired', 401, mira)).ways).toEqual(['/auth/login', '/'])
  })

  it.each([['throttled', 429], ['unavailable', 503], ['internal_error', 500]])(
    'sends nobody to a page that would fail as well: %s', async (code, status) => {
      expect((await read(code, status)).ways).toEqual(['/'])
    })
})
