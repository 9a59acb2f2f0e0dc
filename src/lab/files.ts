/** The fixed list of files that the lab's pages load. Nothing else is served (E-19). */
import type { Asset } from '../contracts.ts'
import { tokens } from '../pages/styles/tokens.ts'
import { script } from './script.ts'
import { styles } from './styles.ts'

/** Another site looks like another site, and loads nothing from this one. */
const otherSite = /* css */ `
body { max-width: 32rem; margin: 4rem auto; padding: 0 1rem; background: var(--bg); color: var(--ink); font: 1rem/1.6 Georgia, "Noto Serif", serif }
h1 { font-size: 1.5rem }
button { padding: .5rem 1rem; font: inherit }
a { color: inherit }
`

const css = 'text/css; charset=utf-8'

export const files: ReadonlyMap<string, Asset> = new Map([
  ['lab.css', { type: css, body: styles }],
  ['lab.js', { type: 'text/javascript; charset=utf-8', body: script }],
  ['other-site.css', { type: css, body: tokens + otherSite }],
])
