/** `latchkey/pages`: the pages with a name, a logo and colours of one's own, for `createAuth({ pages })`. */
export { createPages } from './pages/pages.ts'
export type { PagesOptions, Picture, Theme } from './pages/theme.ts'
export type { Asset, Frame, PageLanguage, Pages } from './contracts/pages.ts'
