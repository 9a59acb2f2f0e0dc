import { describe, expect, it } from 'vitest'
import { addresses, find, inside, readHtml, text, words, type Element } from './read-html.ts'
import { accountView, now, pages, problem, session } from './views.ts'

const read = async (changes: Partial<typeof accountView> = {}) =>
  readHtml(await pages.account({ ...accountView, ...changes }))
const rows = (page: readonly Element[]) =>
  page.filter(({ name, parents }) => name === 'li' && parents[0]?.attributes['class'] === 'things')

/** The button, where its form posts to, and what it sends beside the token. */
const ways = (page: readonly Element[], label: string) => page
  .filter((one) => one.name === 'button' && (one.attributes['aria-label'] ?? words(one)) === label)
  .map((button) => {
    const form = inside('form', button)
    const sent = page.filter((one) => one.attributes['type'] === 'hidden' && inside('form', one) === form)
    const members = sent.map(({ attributes: { name, value } }) => `${name}=${value}`)
    return [form?.attributes['action'], members.join('&')]
  })

describe('the profile', () => {
  it('says who this is', async () => {
    expect(words(find(await read(), 'profile'))).toBe(
      'Profile User name mira E-mail mira@example.com Roles editor, admin Account id U1 Member since 4 March 2025',
    )
  })

  it('says "none" where there is none', async () => {
    const account = { ...accountView.account, email: null, roles: [] }
    expect(words(find(await read({ account }), 'profile'))).toContain('E-mail none Roles none')
  })
})

describe('the devices', () => {
  it('are told by name, carrier, address and times', async () => {
    const day = 86_400
    const times = { lastSeenAt: now - 720, createdAt: now - 7 * day, expiresAt: now + 23 * day }
    const used = session({ carrier: 'jwt', ...times })
    const [first, second] = rows(await read({ sessions: [session({ current: true }), used] }))
    expect(words(first)).toBe(
      'Firefox on Linux This device cookie 203.0.113.24 Active now Logged in today, 07:41 UTC '
      + 'Ends today, 10:01 UTC Log out',
    )
    expect(words(second)).toBe(
      'Firefox on Linux jwt 203.0.113.24 Active 12 minutes ago Logged in 21 April Ends 21 May Log out',
    )
  })

  it('are told without what is not known', async () => {
    const [row] = rows(await read({ sessions: [session({ address: null, agent: null })] }))
    expect(words(row)).toMatch(/^Unknown device cookie Active now/)
  })

  it('log out one by one, and the one in use by the usual way', async () => {
    const page = await read()
    expect(ways(page, 'Log out curl, 203.0.113.24')).toEqual([['/auth/sessions/S1/end', 'csrf=token of sessions/end']])
    expect(ways(page, 'Log out Firefox on Linux, 203.0.113.24')).toEqual([['/auth/logout', 'csrf=token of logout']])
  })

  it('log out together, with this one or without', async () => {
    const page = await read()
    expect(ways(page, 'Log out all others')).toEqual([['/auth/sessions/end', 'csrf=token of sessions/end']])
    expect(ways(page, 'Log out everywhere')).toEqual([['/auth/sessions/end', 'csrf=token of sessions/end&all=true']])
  })

  it('offer no others where there are none', async () => {
    const sessions = [session({ current: true })]
    expect(ways(await read({ sessions }), 'Log out all others')).toEqual([])
    expect(ways(await read({ sessions, nextCursor: 'S9' }), 'Log out all others')).toHaveLength(1)
  })

  it('go on where there are more', async () => {
    expect(addresses(await read({ nextCursor: 'S9' }))).toContain('/auth/account?cursor=S9#devices')
    expect(text(await read())).not.toContain('Show more')
  })
})

describe('the password form', () => {
  it('asks for what password managers know, and tells them whose it is without sending it', async () => {
    const page = await read()
    const form = page.find(({ attributes }) => attributes['action'] === '/auth/password')
    const fields = page.filter((one) => one.name === 'input' && inside('form', one) === form)
      .map(({ attributes }) => attributes)
    expect(fields.map(({ name, autocomplete }) => [name, autocomplete])).toEqual([
      ['csrf', undefined], [undefined, 'username'],
      ['current_password', 'current-password'], ['new_password', 'new-password'],
    ])
    expect(fields[1]).toMatchObject({ value: 'mira', hidden: '', readonly: '' })
  })

  it('says when the password was changed last', async () => {
    expect(words(find(await read(), 'password'))).toContain('Last changed 24 December 2025.')
  })

  it('comes back with a wrong current password marked', async () => {
    const page = await read({ problem: { ...problem('invalid_credentials'), form: 'password' } })
    expect(find(page, 'current_password-error').text).toBe('That is not your current password. Check it and try again.')
    expect(words(find(page, 'problem'))).toBe('Your password was not changed. Check your current password')
    expect(find(page, 'new_password').attributes).not.toHaveProperty('aria-invalid')
  })

  it('comes back with a refused new password marked', async () => {
    const rejected = problem('password_rejected', { reasons: ['common'] })
    const page = await read({ problem: { ...rejected, form: 'password' } })
    expect(find(page, 'new_password').attributes['aria-describedby']).toBe('new_password-error new_password-hint')
    expect(addresses(page)).toContain('#new_password')
    expect(find(page, 'current_password').attributes).not.toHaveProperty('aria-invalid')
  })

  it('is not blamed for what another form did', async () => {
    const page = await read({ problem: { ...problem('not_found', { status: 404 }), form: 'sessions/end' } })
    expect(words(find(page, 'problem'))).toBe('That device is already logged out. The list shows those that are left.')
    expect(page.flatMap(({ attributes }) => attributes['aria-invalid'] ?? [])).toEqual([])
  })
})

describe('notices', () => {
  it.each([
    ['account_created', 'Your account is ready. You are logged in.'],
    ['session_ended', 'That device is logged out. It is refused on its next request.'],
    ['sessions_ended', 'All other devices are logged out. Each is refused on its next request.'],
    ['password_changed', 'Your password is changed. Every other device is logged out.'],
  ] as const)('%s says what is so', async (notice, told) => {
    const page = await read({ notice })
    expect(page.filter(({ attributes }) => attributes['role'] === 'status').map(words)).toEqual([told])
  })

  it('give way to a problem', async () => {
    const page = await read({ notice: 'session_ended', problem: { ...problem('busy'), form: 'password' } })
    expect(page.filter(({ attributes }) => attributes['role'] === 'status')).toEqual([])
  })
})
