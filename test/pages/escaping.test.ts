import { assert, asyncProperty, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addresses, find, readHtml, skeleton, text as textOf } from './read-html.ts'
import { accountView, failureView, frame, loginView, pages, problem, session, signupView } from './views.ts'

/** Every page, with one text in every place where a person's text may stand. */
async function written(text: string): Promise<readonly string[]> {
  const told = problem(text, { reasons: [text] })
  const made = { ...frame, host: text, user: { username: text }, csrf: () => text }
  const account = { ...accountView.account, id: text, username: text, email: text, roles: [text] }
  const sessions = [session({ id: text, carrier: text, address: text, agent: `X${text}` })]
  return Promise.all([
    pages.home(made),
    pages.login({ ...loginView, ...made, username: text, returnTo: text, problem: told }),
    pages.login({ ...loginView, username: text, returnTo: text }),
    pages.signup({ ...signupView, ...made, username: text, email: text, returnTo: text, setup: text, problem: told }),
    pages.signup({ ...signupView, username: text, returnTo: text, problem: problem('username_taken') }),
    pages.signup({ ...signupView, problem: problem('password_rejected', { reasons: [text] }) }),
    pages.account({ ...accountView, ...made, account, sessions, nextCursor: text }),
    pages.account({ ...accountView, problem: { ...told, form: 'password' } }),
    pages.failure({ ...failureView, ...made, problem: told }),
  ])
}

const structure = async (text: string) => (await written(text)).map(skeleton)

describe('what people write', () => {
  it.each([
    '<script>alert(1)</script>', '"><script>alert(1)</script>', '\'"><img src=x onerror=alert(1)>',
    '" onfocus="alert(1)" autofocus="',    '</title></head><body onload=alert(1)>', '-->', '<!--', ']]>',
    '&lt;script&gt;', '&', '\u2028\u0000\u202e', '${7*7}', '$&$1',
    'javascript:alert(1)', '__proto__', 'constructor', 'toString',
  ])('does not change a page: %j', async (text) => {
    expect(await structure(text)).toEqual(await structure('mira'))
  })

  it('does not change a page, whatever it is', async () => {
    const usual = await structure('mira')
    await assert(asyncProperty(string({ unit: 'binary', minLength: 1 }), async (text) => {
      expect(await structure(text)).toEqual(usual)
    }))
  })

  it('is shown as it was written', async () => {
    const name = '<b>"Mira"</b> & \'co\''
    expect(textOf(readHtml(await pages.home({ ...frame, user: { username: name } })))).toContain(`As ${name}, at`)
    const login = readHtml(await pages.login({ ...loginView, username: name }))
    expect(find(login, 'username').attributes['value']).toBe(name)
  })

  it('stays within its part of an address', async () => {
    const sessions = [session({ id: '../../x?y#z' })]
    const account = addresses(readHtml(await pages.account({ ...accountView, sessions, nextCursor: '&a=b#c' })))
    expect(account).toContain('/auth/sessions/..%2F..%2Fx%3Fy%23z/end')
    expect(account).toContain('/auth/account?cursor=%26a%3Db%23c#devices')
    const login = addresses(readHtml(await pages.login({ ...loginView, returnTo: '/a?b&c=d' })))
    expect(login).toContain('/auth/signup?return_to=%2Fa%3Fb%26c%3Dd')
  })

  it('is not shown of a path to return to: a link could write a sentence there', async () => {
    const page = readHtml(await pages.login({ ...loginView, returnTo: '/call-0800-123456' }))
    expect(textOf(page)).not.toContain('0800')
  })

  it('cannot turn the sentence around it to the other direction', async () => {
    const arabic = 'ميرا'
    const elements = readHtml(await pages.home({ ...frame, user: { username: arabic } }))
    expect(elements.filter(({ text }) => text === arabic).map(({ name }) => name)).toContain('bdi')
  })
})
