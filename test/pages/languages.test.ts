/** Two languages of one page: nothing of the one is left in the other, and each is said to be what it is. */
import { describe, expect, it } from 'vitest'
import { find, inside, readHtml, words, type Element } from './read-html.ts'
import { accountView, chinese, english, frame, loginView, pages, problem } from './views.ts'

/** Names and wire words, which are the same in every language. */
const latin = /Latchkey|Cookie|JWT|Token|API|ID|UTC|Global Privacy Control|Firefox|Linux|curl|mira@example\.com|(?:https:\/\/)?\b(?:app|wiki)\.example\.com|Nightly export|Mira\b|mira\b|editor|admin|claims/g

/** Text of ours: neither what a machine wrote nor what a person did. */
function said(page: readonly Element[]): string {
  const isForeign = (one: Element) => one.name === 'code' || one.name === 'bdi' || one.attributes['class'] === 'tag wire' || one.attributes['lang'] !== undefined && one.name !== 'html'
  const foreign = page.filter(isForeign).map(({ text }) => text)
  const [title, body] = ['title', 'body'].map((name) => words(page.find((one) => one.name === name)))
  const labels = page.map(({ attributes }) => attributes['aria-label'] ?? '').join(' ')
  return foreign.reduce((rest, text) => rest.replace(text.replaceAll(/\s+/g, ' ').trim(), ''), `${title} ${body} ${labels}`.replaceAll(latin, ''))
}

describe('in Chinese', () => {
  it.each(Object.entries(chinese))('%s: no English word is left, and nobody is called 您', async (_, render) => {
    const page = readHtml(await render())
    const own = said(page)
    expect(own.match(/[A-Za-z]{2,}/g) ?? []).toEqual([])
    expect(own).not.toMatch(/您|！/)
    // Full-width between Han, and a space before what is Latin.
    const sentences = page.filter((one) => ['p', 'h1', 'h2', 'label', 'button', 'a', 'option', 'dt', 'dd'].includes(one.name) || one.attributes['class'] === 'hint')
    for (const one of sentences) expect(words(one)).not.toMatch(/\p{Script=Han}[,.;:?!]|\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u)
    expect(page.find((one) => one.name === 'html')?.attributes['lang']).toBe('zh-Hans')
  })
})

describe('in English', () => {
  it.each(Object.entries(english))('%s: no Chinese word is left but the name of the language', async (_, render) => {
    const page = readHtml(await render())
    expect(said(page)).not.toMatch(/\p{Script=Han}/u)
    expect(page.find((one) => one.name === 'html')?.attributes['lang']).toBe('en')
  })
})

describe('the way to the other language', () => {
  it('is a form on every page, in that language, that leads back and keeps the theme', async () => {
    const view = { ...frame, preferences: { theme: 'dark' }, here: '/auth/login?return_to=%2Forders' } as const
    const page = readHtml(await pages.home(view))
    const button = page.find(({ attributes }) => attributes['lang'] === 'zh-Hans')
    expect([button?.name, button?.text]).toEqual(['button', '简体中文'])
    const form = button && inside('form', button)
    const sent = page.filter((one) => one.name === 'input' && inside('form', one) === form).map(({ attributes: { name, value } }) => [name, value])
    expect(form?.attributes['action']).toBe('/auth/preferences')
    expect(sent).toEqual([['csrf', 'token of preferences'], ['return_to', '/auth/login?return_to=%2Forders'], ['theme', 'dark'], ['language', 'zh-Hans']])
  })

  it('is not there where there is no other', async () => {
    expect(await pages.login({ ...loginView, otherLanguages: [] })).not.toContain('/auth/preferences"')
  })
})

describe('what is counted and dated', () => {
  it('is said as each language says it', async () => {
    const page = readHtml(await pages.account({ ...accountView, language: 'zh-Hans' }))
    expect(words(find(page, 'profile'))).toBe('资料 用户名 mira 电子邮箱 mira@example.com 角色 editor、admin 账号 ID U1 注册日期 2025 年 3 月 4 日')
    expect(words(find(page, 'devices'))).toContain('Linux 上的 Firefox 此设备 cookie 203.0.113.24 活动：当前 登录：今天 07:41 UTC 结束：今天 10:01 UTC')
    const login = readHtml(await pages.login({ ...loginView, language: 'zh-Hans', problem: problem('throttled', { retryAfter: 40 }) }))
    expect(words(find(login, 'problem'))).toBe('尝试次数过多。 请在 40 秒后重试。')
    expect(find(login, 'remember-hint').text).toBe('14 天未使用即结束，最长 30 天。使用公用电脑时不要勾选。')
  })
})
