/** The pages: a view in, HTML out. They decide nothing, ask nobody, and work without JavaScript. */
import type { Pages } from '../contracts/pages.ts'
import { account } from './account.ts'
import { admin } from './admin.ts'
import { choices } from './choices.ts'
import { failure } from './failure.ts'
import { home } from './home.ts'
import { favicon } from './icons.ts'
import { login } from './login.ts'
import { reauthenticate } from './reauthenticate.ts'
import { signup } from './signup.ts'
import { administration } from './styles/admin.ts'
import { layout } from './styles/layout.ts'
import { parts } from './styles/parts.ts'
import { tokens } from './styles/tokens.ts'

export const createPages = (): Pages => ({
  home,
  login,
  signup,
  reauthenticate,
  account,
  choices,
  failure,
  admin,
  files: new Map([
    ['latchkey.css', { type: 'text/css; charset=utf-8', body: tokens + parts + layout + administration }],
    ['favicon.svg', { type: 'image/svg+xml', body: favicon }],
  ]),
})
