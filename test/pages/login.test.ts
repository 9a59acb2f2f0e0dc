import { describe, expect, it } from 'vitest'
import { addresses, fieldNames, find, readHtml, text, words } from './read-html.ts'
import { frame, loginView, pages, problem } from './views.ts'

const read = async (changes: Partial<typeof loginView> = {}) =>
  readHtml(await pages.login({ ...loginView, ...changes }))

describe('the login page', () => {
  it('A-19: asks for what password managers know', async () => {
    const page = await read()
    expect(find(page, 'username').attributes).toMatchObject({ autocomplete: 'username', autocapitalize: 'none' })
    expect(find(page, 'password').attributes).toMatchObject({ autocomplete: 'current-password', type: 'password' })
  })

  it('sends what the login form takes, and nothing else', async () => {
    expect(fieldNames(await read({ returnTo: '/orders' })))
      .toEqual(['csrf', 'return_to', 'username', 'password', 'remember'])
    expect(fieldNames(await read())).toEqual(['csrf', 'username', 'password', 'remember'])
  })

  it('says how long a device stays logged in, and lets a box be ticked that sends "on"', async () => {
    const page = await read()
    expect(find(page, 'remember').attributes).not.toHaveProperty('checked')
    expect(find(page, 'remember').attributes).not.toHaveProperty('value')
    expect(find(page, 'remember-hint').text).toMatch(/14 days without use.*30 days at most/)
    expect(find(await read({ remember: true }), 'remember').attributes).toHaveProperty('checked')
  })

  it('keeps the user name of a refused form, and says the same of both halves', async () => {
    const page = await read({ username: 'Mira', problem: problem('invalid_credentials') })
    const marks = { 'aria-invalid': 'true', 'aria-describedby': 'problem' }
    expect(find(page, 'username').attributes).toMatchObject({ value: 'Mira', ...marks })
    expect(find(page, 'password').attributes).toMatchObject(marks)
    expect(words(find(page, 'problem'))).toBe('That user name and password do not match. Check both and try again.')
  })

  it('blames no field where none is to blame', async () => {
    const page = await read({ problem: problem('throttled', { retryAfter: 40 }) })
    expect(words(find(page, 'problem'))).toBe('Too many attempts. You can try again in 40 seconds.')
    expect(find(page, 'password').attributes).not.toHaveProperty('aria-invalid')
  })

  it('says where it leads', async () => {
    expect(text(await read())).toContain('To your account at app.example.com.')
    expect(text(await read({ returnTo: '/orders' }))).toContain('You will return to app.example.com.')
    expect(text(await read({ user: { username: 'mira' } }))).toContain('You are logged in as mira.')
  })

  it('leads to sign-up where that is open', async () => {
    const links = async (changes = {}) => addresses(await read(changes))
    expect(await links()).toContain('/auth/signup')
    expect(await links({ returnTo: '/orders' })).toContain('/auth/signup?return_to=%2Forders')
    expect(await links({ signupOpen: false })).not.toContain('/auth/signup')
  })
})

describe('the start page', () => {
  const start = async (changes = {}) => readHtml(await pages.home({ ...frame, ...changes }))
  const ways = async (changes = {}) => addresses(await start(changes))

  it('tells a stranger how to come in', async () => {
    expect(text(await start())).toContain('This is app.example.com.')
    expect(await ways()).toEqual(expect.arrayContaining(['/auth/login', '/auth/signup']))
    expect(await ways({ signupOpen: false })).not.toContain('/auth/signup')
  })

  it('tells a person who they are, and how to leave', async () => {
    const user = { username: 'mira' }
    expect(text(await start({ user }))).toContain('As mira, at app.example.com.')
    expect(await ways({ user })).toEqual(expect.arrayContaining(['/auth/account', '/auth/logout']))
  })
})
