/** The pages: a view in, HTML out. They decide nothing, ask nobody, and work without JavaScript. */
import type { Asset, Pages } from '../contracts/pages.ts'
import { account } from './account.ts'
import { adminPages } from './admin.ts'
import { brandedBy } from './brand.ts'
import { choices } from './choices.ts'
import { docs } from './docs.ts'
import { failure } from './failure.ts'
import { home } from './home.ts'
import { login } from './login.ts'
import { reauthenticate } from './reauthenticate.ts'
import { passwordScript } from './scripts/password.ts'
import { signup } from './signup.ts'
import { administration } from './styles/admin.ts'
import { layout } from './styles/layout.ts'
import { parts } from './styles/parts.ts'
import { tokens } from './styles/tokens.ts'
import { brandOf, checkTheme, contrastWarnings, themeSheet, type PagesOptions } from './theme.ts'

/** Throws a `TypeError` for what cannot be a theme; what can be and is hard to read is among the `warnings`. */
export function createPages(options: PagesOptions = {}): Pages {
  const { theme } = options
  checkTheme(theme ?? {})
  const { brand, files } = brandOf(options)
  const branded = brandedBy(brand)
  const sheet = tokens + parts + layout + administration + (theme === undefined ? '' : themeSheet(theme))
  return {
    home: branded(home),
    login: branded(login),
    signup: branded(signup),
    reauthenticate: branded(reauthenticate),
    account: branded(account),
    choices: branded(choices),
    failure: branded(failure),
    docs: branded(docs),
    admin: adminPages(brand),
    files: new Map<string, Asset>([
      ['latchkey.css', { type: 'text/css; charset=utf-8', body: sheet }],
      ['password.js', { type: 'text/javascript; charset=utf-8', body: passwordScript }],
      ...files,
    ]),
    warnings: contrastWarnings(theme ?? {}),
  }
}
