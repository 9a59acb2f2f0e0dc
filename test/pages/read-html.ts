/** Reads what the pages write, and nothing looser: a page that is not plain tags and text is an error here. */

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** The innermost first; `parents[0]` is what it stands in. */
  readonly parents: readonly Element[]
  /** All text inside, in order. */
  text: string
}

const tag = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?|\s+[a-z-]+="[^"<>]*")*)\s*(\/?)>/giy
const attribute = /([a-z-]+)(?:="([^"]*)")?/gi
const voids = new Set(['input', 'meta', 'link', 'img', 'path', 'circle'])
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': '\'', amp: '&' }

/** Every element, in the order of the page. */
export function readHtml(page: string): readonly Element[] {
  const all: Element[] = []
  let open: readonly Element[] = []
  let at = page.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0
  while (at < page.length) {
    tag.lastIndex = at
    const found = tag.exec(page)
    const next = found === null ? nextTag(page, at) : tag.lastIndex
    if (found === null) for (const element of open) element.text += decode(page.slice(at, next))
    else open = step(found, open, all)
    at = next
  }
  if (open.length > 0) throw new Error(`<${open[0]?.name}> is never closed`)
  return all
}

function nextTag(page: string, at: number): number {
  if (page[at] === '<') throw new Error(`not a tag: ${page.slice(at, at + 60)}`)
  const next = page.indexOf('<', at)
  return next < 0 ? page.length : next
}

function step(found: RegExpExecArray, open: readonly Element[], all: Element[]): readonly Element[] {
  const [, slash = '', name = '', inside = '', closed = ''] = found
  if (slash !== '') {
    if (open[0]?.name !== name) throw new Error(`</${name}> closes <${open[0]?.name}>`)
    return open.slice(1)
  }
  const pairs = [...inside.matchAll(attribute)].map(([, key = '', value = '']) => [key, decode(value)] as const)
  const attributes = Object.fromEntries(pairs)
  const element: Element = { name, attributes, parents: open, text: '' }
  all.push(element)
  return voids.has(name) || closed !== '' ? open : [element, ...open]
}

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);|&/g, (whole, name: string | undefined) => {
    const character = entities[name ?? '']
    if (character === undefined) throw new Error(`not an entity: ${whole}`)
    return character
  })
}

/** What a page is without what it says: the same for every text that a person may have written. */
export const skeleton = (page: string): readonly string[] =>
  readHtml(page).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(' '))

export const namesIn = (element: Element): readonly string[] => Object.keys(element.attributes)
export const inside = (name: string, element: Element): Element | undefined =>
  element.parents.find((parent) => parent.name === name)

export function find(page: readonly Element[], id: string): Element {
  const found = page.find(({ attributes }) => attributes['id'] === id)
  if (found === undefined) throw new Error(`no element has the id ${id}`)
  return found
}

/** What an element says, with single spaces. */
export const words = (element: Element | undefined): string => element?.text.replaceAll(/\s+/g, ' ').trim() ?? ''

export const text = (page: readonly Element[]): string => words(page.find(({ name }) => name === 'body'))

/** Where its links and forms lead. */
export const addresses = (page: readonly Element[]): readonly string[] =>
  page.flatMap(({ attributes: { href, action } }) => href ?? action ?? [])

/** What its forms send, but for those that choose a language. */
export const fieldNames = (page: readonly Element[]): readonly string[] =>
  page.filter((one) => one.name === 'input' && !choosesLanguage(inside('form', one))).flatMap(({ attributes }) => attributes['name'] ?? [])

export const choosesLanguage = (form: Element | undefined): boolean => form?.attributes['action'] === '/auth/preferences'
