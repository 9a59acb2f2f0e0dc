/** Whose pages these are: a name and a mark beside it, on every page and in its title. */
import type { Frame } from '../contracts/pages.ts'
import { mark } from './icons.ts'
import { html, type Markup } from './markup.ts'

export interface Brand {
  readonly name: string
  /** The file of a picture under the assets, and one for dark pages; null is the drawing of a key. */
  readonly logo: { readonly light: string, readonly dark: string | null } | null
  /** The file in the tab. */
  readonly icon: { readonly file: string, readonly type: string }
}

/** Pages add it to their views; what is shown without one is ours. */
export interface Branded { readonly brand?: Brand }

const ours: Brand = { name: 'Latchkey', logo: null, icon: { file: 'favicon.svg', type: 'image/svg+xml' } }

export const nameOn = ({ brand = ours }: Branded): string => brand.name
export const iconOn = ({ brand = ours }: Branded): Brand['icon'] => brand.icon

export const brandOn = (view: Frame & Branded): Markup =>
  html`<a class="brand" href="/">${markOn(view)}${nameOn(view)}</a>`

/** Decoration: the name stands beside it. */
function markOn({ brand = ours, assets }: Frame & Branded): Markup {
  if (brand.logo === null) return html`${mark}`
  const { light, dark } = brand.logo
  const picture = (file: string, when: string) => html`<img class="logo${when}" src="${assets}/${file}" alt="">`
  return dark === null ? picture(light, '') : html`${picture(light, ' light')}${picture(dark, ' dark')}`
}

/** A template, with the brand that every page has. */
export const brandedBy = (brand: Brand) => <View extends Frame>(template: (view: View & Branded) => Promise<string>) =>
  (view: View): Promise<string> => template({ ...view, brand })
