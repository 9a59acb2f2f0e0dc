import { describe, expect, it } from 'vitest'
import { inside, namesIn, readHtml, type Element } from './read-html.ts'
import { adminStates } from './admin-views.ts'
import { states } from './views.ts'

const described = (element: Element) => element.attributes['aria-describedby']?.split(' ') ?? []
const labelled = (element: Element) => element.attributes['aria-labelledby']?.split(' ') ?? []

describe.each(Object.entries({ ...states, ...adminStates }))('%s', (state, render) => {
  const brand = state.endsWith('branded') ? 'Harbour & Sons' : 'Latchkey'
  const read = async () => readHtml(await render())

  it('is a primitive string that begins with the doctype', async () => {
    const page = await render()
    expect(typeof page).toBe('string')
    expect(page).toMatch(/^<!doctype html>\n<html lang="(en|zh-Hans)"( data-theme="dark")?>/)
  })

  it('holds no inline script, no inline style and no handler', async () => {
    const elements = await read()
    const names = elements.map(({ name }) => name)
    for (const name of ['style', 'iframe', 'object', 'base']) expect(names).not.toContain(name)
    for (const script of elements.filter(({ name }) => name === 'script')) {
      expect([script.text, script.attributes]).toEqual(['', { defer: '', src: '/auth/assets/password.js' }])
    }
    const pictures = elements.filter(({ name }) => name === 'img').map(({ attributes }) => [attributes['src'], attributes['alt']])
    for (const picture of pictures) expect([['/auth/assets/logo.svg', ''], ['/auth/assets/logo-dark.svg', '']]).toContainEqual(picture)
    expect(elements.flatMap(namesIn).filter((name) => name === 'style' || name.startsWith('on'))).toEqual([])
  })

  it('loads and links nothing from elsewhere', async () => {
    const addresses = (await read()).flatMap(({ attributes: { href, src, action } }) => [href, src, action])
    for (const address of addresses) expect(address ?? '/').toMatch(/^(\/(?!\/)|#)/)
  })

  it('posts every form under the base path, with a token of its own action', async () => {
    const elements = await read()
    // A search is an address that can be kept.
    for (const form of elements.filter(({ name, attributes }) => name === 'form' && attributes['role'] !== 'search')) {
      expect(form.attributes['method']).toBe('post')
      const action = (form.attributes['action'] ?? '').replace(/^\/auth\//, '').replace(/^(admin\/\w+)\/[^/]+(?=\/)/, '$1').replace(/^(?!admin)(\w+)\/[^/]+\/end$/, '$1/end')
      const tokens = elements.filter((one) => one.attributes['name'] === 'csrf' && inside('form', one) === form)
      expect(tokens.map(({ attributes }) => attributes['value'])).toEqual([`token of ${action}`])
    }
  })

  it('gives each visible field a label, and each button a word', async () => {
    const elements = await read()
    const labels = elements.filter(({ name }) => name === 'label')
    const fields = elements.filter(({ name, attributes }) =>
      name === 'input' && attributes['type'] !== 'hidden' && attributes['hidden'] === undefined)
    for (const { attributes } of fields) {
      const texts = labels.filter((label) => label.attributes['for'] === attributes['id']).map(({ text }) => text)
      expect(texts).toEqual([expect.stringMatching(/\S/)])
    }
    for (const { text } of elements.filter(({ name }) => name === 'button')) expect(text).toMatch(/\S/)
  })

  it('never fills a password, and forbids no pasting', async () => {
    const elements = await read()
    expect(elements.flatMap(namesIn)).not.toContain('maxlength')
    const passwords = elements.filter(({ attributes }) => attributes['type'] === 'password')
    expect(passwords.flatMap(namesIn)).not.toContain('value')
  })

  it('uses each id once, and points at none that is missing', async () => {
    const elements = await read()
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const fragments = elements.flatMap(({ attributes }) => /^#(.+)/.exec(attributes['href'] ?? '')?.[1] ?? [])
    const pointed = [...elements.flatMap(described), ...elements.flatMap(labelled), ...fragments]
    for (const id of pointed) expect(ids).toContain(id)
  })

  it('has one heading of the first order, one main part, and says its heading in the title', async () => {
    const elements = await read()
    const texts = (name: string) => elements.filter((one) => one.name === name && inside('svg', one) === undefined).map(({ text }) => text.trim())
    expect(texts('main')).toHaveLength(1)
    expect(texts('title')).toEqual(texts('h1').map((heading) => `${heading} · ${brand}`))
  })

  it('tells of a refusal before the first field', async () => {
    const elements = await read()
    const alerts = elements.filter(({ attributes }) => attributes['role'] === 'alert')
    const first = elements.findIndex(({ attributes }) => attributes['class'] === 'field')
    for (const alert of alerts) expect(elements.indexOf(alert)).toBeLessThan(first)
    const refused = elements.filter(({ attributes }) => attributes['aria-invalid'] !== undefined)
    expect(alerts.length).toBeGreaterThanOrEqual(Math.min(1, refused.length))
    for (const field of refused) expect(described(field)[0]).toMatch(/^problem$|-error$/)
  })

  it('has at most one primary button', async () => {
    const primary = (await read()).filter(({ attributes }) => /\bgo\b/.test(attributes['class'] ?? ''))
    expect(primary.length).toBeLessThanOrEqual(1)
  })
})
