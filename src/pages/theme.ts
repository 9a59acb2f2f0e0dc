/** What a deployment may make its own: six properties of the style sheet, a name and a logo. Nothing else, so that nothing else breaks. */
import type { Asset } from '../contracts/pages.ts'
import type { Brand } from './brand.ts'
import { contrast, isColour } from './contrast.ts'
import { drawIcon } from './icons.ts'
import { ground, inBoth, palette, type Palette, type Scheme } from './styles/tokens.ts'

/** How the pages are made one's own. What is no colour, length or list of fonts is a `TypeError`. */
export interface PagesOptions {
  /** In place of `Latchkey`, on every page and in its title. */
  readonly name?: string
  /** Beside the name, 20 px high, and in the tab. */
  readonly logo?: Picture
  /** The logo on dark pages, where one is not good on both. */
  readonly darkLogo?: Picture
  readonly theme?: Theme
}

/** A file: it is served by us, and it is a picture and never part of the page, so that no script in it runs. */
export interface Picture {
  readonly type: 'image/svg+xml' | 'image/png' | 'image/webp'
  readonly body: string | Uint8Array<ArrayBuffer>
}

/** Colours of the light and the dark pages, and their shape; what is left out stays as it is. */
export interface Theme {
  readonly light?: Partial<Palette>
  readonly dark?: Partial<Palette>
  /** Of fields, buttons and messages: `6px`. */
  readonly radius?: string
  /** A list of fonts that the reader's system may have: `Inter, "Segoe UI", sans-serif`. */
  readonly sans?: string
}

/** Bare, or in quotation marks that are closed: an open one would take the rules after it. */
const font = /^ *(?:[\p{L}\p{N} _-]+|"[\p{L}\p{N} _'-]+"|'[\p{L}\p{N} _-]+') *$/u

/** Throws for what is no colour, length or list of fonts: it would end, or widen, the rule that it stands in. */
export function checkTheme({ light = {}, dark = {}, radius = '0', sans = 'serif' }: Theme): void {
  for (const [scheme, colours] of Object.entries({ light, dark })) {
    for (const [name, value] of Object.entries(colours)) {
      if (!Object.hasOwn(palette.light, name)) throw new TypeError(`theme.${scheme}.${name} is not one that there is; expected ${Object.keys(palette.light).join(', ')}`)
      if (!isColour(value)) throw new TypeError(`theme.${scheme}.${name} is "${value}"; expected a colour such as #0b5f80`)
    }
  }
  if (!/^(?:0|\d{1,3}(?:\.\d{1,3})?(?:px|rem|em))$/.test(radius)) throw new TypeError(`theme.radius is "${radius}"; expected a length such as 6px`)
  if (sans.length > 500 || !sans.split(',').every((name) => font.test(name))) throw new TypeError(`theme.sans is "${sans}"; expected names of fonts with commas between them`)
}

/** Written after the sheet. */
export function themeSheet({ light = {}, dark = {}, radius, sans }: Theme): string {
  const all = [...radius === undefined ? [] : [`--radius: ${radius};`], ...sans === undefined ? [] : [`--sans: ${sans};`]].join(' ')
  const lines = all === '' ? '' : `:root { ${all} }\n:lang(zh) { ${all} }\n`
  return lines + inBoth({ light: { ...palette.light, ...light }, dark: { ...palette.dark, ...dark } })
}

const least = 4.5

/** What stands before what, wherever text is in an accent. */
const pairs = [['accent', 'ground'], ['accentStrong', 'ground'], ['onAccent', 'accent'], ['onAccent', 'accentStrong'], ['accentStrong', 'accentWash']] as const

/** One sentence, where text would be hard to read; none for our own theme. */
export function contrastWarnings({ light = {}, dark = {} }: Theme): readonly string[] {
  const faults = (['light', 'dark'] as const).flatMap((scheme: Scheme) => {
    const colours = { ...palette[scheme], ...{ light, dark }[scheme], ground: ground[scheme] }
    return pairs.flatMap(([front, back]) => {
      const found = contrast(colours[front], colours[back])
      // Rounded down: what is just too little must not be told as enough.
      return found < least ? [`${scheme} ${front} on ${back === 'ground' ? 'the page' : back} ${Math.floor(found * 100) / 100}:1`] : []
    })
  })
  return faults.length === 0 ? [] : [`The theme is hard to read, since text needs a contrast of ${least}:1 (WCAG 1.4.3) and it has: ${faults.join(', ')}.`]
}

const endings = { 'image/svg+xml': 'svg', 'image/png': 'png', 'image/webp': 'webp' }

/** What is shown in the frame, and the files for it. */
export function brandOf({ name = 'Latchkey', logo, darkLogo, theme = {} }: PagesOptions): { readonly brand: Brand, readonly files: readonly (readonly [string, Asset])[] } {
  const { accent, onAccent } = { ...palette.light, ...theme.light }
  if (logo === undefined) {
    if (darkLogo !== undefined) throw new TypeError('darkLogo is set and logo is not; expected both, or logo alone')
    const icon = { file: 'favicon.svg', type: 'image/svg+xml' }
    return { brand: { name, logo: null, icon }, files: [[icon.file, { type: icon.type, body: drawIcon(accent, onAccent) }]] }
  }
  const file = `logo.${endings[logo.type]}`
  const dark = darkLogo === undefined ? null : { file: `logo-dark.${endings[darkLogo.type]}`, asset: darkLogo }
  return {
    brand: { name, logo: { light: file, dark: dark?.file ?? null }, icon: { file, type: logo.type } },
    files: [[file, logo], ...dark === null ? [] : [[dark.file, dark.asset] as const]],
  }
}
