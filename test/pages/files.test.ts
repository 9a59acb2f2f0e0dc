import { describe, expect, it } from 'vitest'
import { readHtml } from './read-html.ts'
import { adminStates } from './admin-views.ts'
import { pages, states } from './views.ts'

const body = (name: string) => String(pages.files.get(name)?.body ?? '')
const sheet = body('latchkey.css').replaceAll(/\/\*.*?\*\//gs, '')
const matches = (pattern: RegExp) => new Set([...sheet.matchAll(pattern)].map(([, name = '']) => name))

describe('the files', () => {
  it('are these three, with their types', () => {
    expect([...pages.files].map(([name, { type }]) => [name, type])).toEqual([
      ['latchkey.css', 'text/css; charset=utf-8'], ['password.js', 'text/javascript; charset=utf-8'], ['favicon.svg', 'image/svg+xml'],
    ])
  })

  it('load nothing, and hold nothing that a strict policy refuses', () => {
    for (const { body: text } of pages.files.values()) {
      expect(String(text)).not.toMatch(/url\(|@import|@font-face|data:|<style|<script|\son\w+=|javascript:/i)
    }
  })

  it('hold a drawing that is a document of its own', () => {
    const [root] = readHtml(body('favicon.svg'))
    expect(root).toMatchObject({ name: 'svg', attributes: { xmlns: 'http://www.w3.org/2000/svg' } })
  })
})

describe('the style sheet', () => {
  it('closes what it opens', () => {
    expect(sheet.split('{').length).toBe(sheet.split('}').length)
  })

  it('sets every property that it uses, and uses every one that it sets', () => {
    expect([...matches(/var\((--[\w-]+)/g)].toSorted()).toEqual([...matches(/(--[\w-]+):/g)].toSorted())
  })

  it('has a rule for each class of the pages, and none for another', async () => {
    const read = await Promise.all(Object.values({ ...states, ...adminStates }).map(async (render) => readHtml(await render())))
    const used = read.flat().flatMap(({ attributes }) => attributes['class']?.split(' ') ?? [])
    const selectors = sheet.replaceAll(/\{[^{}]*\}/g, '{}')
    const ruled = [...selectors.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name)
    expect([...new Set(used)].toSorted()).toEqual([...new Set(ruled)].toSorted())
  })

  it('draws no shadow, no gradient and no motion', () => {
    expect(sheet).not.toMatch(/shadow|gradient|animation|transition|filter/)
  })
})
