import { describe, expect, it } from 'vitest'
import { addresses, choosesLanguage, fieldNames, find, readHtml, text, words } from './read-html.ts'
import { pages, problem, signupView } from './views.ts'

const read = async (changes: Partial<typeof signupView> = {}) =>
  readHtml(await pages.signup({ ...signupView, ...changes }))

describe('the sign-up page', () => {
  it('asks for what password managers know', async () => {
    const page = await read()
    expect(find(page, 'username').attributes).toMatchObject({ autocomplete: 'username', required: '' })
    expect(find(page, 'email').attributes).toMatchObject({ type: 'email', autocomplete: 'email' })
    expect(find(page, 'password').attributes).toMatchObject({ autocomplete: 'new-password', minlength: '15' })
  })

  it('requires no address, and says so', async () => {
    const page = await read()
    expect(find(page, 'email').attributes).not.toHaveProperty('required')
    expect(text(page)).toContain('E-mail (optional)')
  })

  it('states the rules before they are broken', async () => {
    const page = await read()
    expect(find(page, 'username').attributes['aria-describedby']).toBe('username-hint')
    expect(find(page, 'password').attributes['aria-describedby']).toBe('password-hint')
    expect(find(page, 'password-hint').text).toMatch(/15 to 256 characters.*your user name.*this service’s name/s)
  })

  it('sends what the sign-up form takes, and nothing else', async () => {
    expect(fieldNames(await read({ returnTo: '/orders', setup: 'code' })))
      .toEqual(['csrf', 'return_to', 'setup', 'username', 'email', 'password'])
  })

  it('keeps what was entered, save the password', async () => {
    const page = await read({ username: 'Mira', email: 'mira@example.com', problem: problem('busy') })
    expect(find(page, 'username').attributes['value']).toBe('Mira')
    expect(find(page, 'email').attributes['value']).toBe('mira@example.com')
    expect(find(page, 'password').attributes).not.toHaveProperty('value')
  })

  it('tells a taken name at its field, and leads there', async () => {
    const page = await read({ username: 'Mira', problem: problem('username_taken', { status: 409 }) })
    expect(find(page, 'username').attributes).toMatchObject({
      'aria-invalid': 'true', 'aria-describedby': 'username-error username-hint',
    })
    expect(find(page, 'username-error').text).toBe('“Mira” is taken. Capitals do not make a name different.')
    expect(words(find(page, 'problem'))).toBe('The account was not created. Choose another user name')
    expect(addresses(page)).toContain('#username')
  })

  it('tells every reason against a password at its field', async () => {
    const page = await read({ problem: problem('password_rejected', { reasons: ['too_short', 'common'] }) })
    const reasons = page.filter(({ name, parents }) => name === 'li' && parents[0] === find(page, 'password-error'))
    expect(reasons.map((reason) => reason.text)).toEqual([
      'That password is too short. Use a longer one.',
      'That password is too easy to guess. Use words that have nothing to do with each other.',
    ])
    expect(find(page, 'username').attributes).not.toHaveProperty('aria-invalid')
  })

  it('says what to look at where the form was not understood', async () => {
    expect(words(find(await read({ problem: problem('malformed_request') }), 'problem')))
      .toBe('The account was not created. Check the e-mail address, or leave it empty.')
  })

  it('shows no form where sign-up is closed', async () => {
    const page = await read({ signupOpen: false })
    expect(page.filter((one) => one.name === 'form' && !choosesLanguage(one))).toEqual([])
    expect(text(page)).toContain('Sign-up is closed Ask an administrator for an account.')
  })
})

describe('the page that makes the first administrator', () => {
  it('says so, though sign-up is closed, and sends the code back', async () => {
    const page = await read({ signupOpen: false, setup: 'a code' })
    expect(page.find(({ name }) => name === 'h1')?.text).toBe('Create the administrator’s account')
    expect(text(page)).toContain('It becomes the administrator of app.example.com.')
    expect(page.find(({ attributes }) => attributes['name'] === 'setup')?.attributes)
      .toEqual({ type: 'hidden', name: 'setup', value: 'a code' })
  })

  it('shows no form once the code is dead', async () => {
    const page = await read({ setup: 'a code', problem: problem('signup_closed', { status: 403 }) })
    expect(page.filter((one) => one.name === 'form' && !choosesLanguage(one))).toEqual([])
    expect(text(page)).toContain('This link was used, or is older than an hour')
  })
})
