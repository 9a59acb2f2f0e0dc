/**
 * CSRF, second layer: every HTML form carries a token bound to the session's secret and to its own action; before a
 * session, to a cookie set with the page (B-15). A token of one person's page is worth nothing in another's browser.
 */
import type { FormAction } from '../contracts.ts'
import type { Core } from '../core/core.ts'
import { hmacSha256, safeEqual } from '../crypto/hmac.ts'
import { randomSecret } from '../crypto/random.ts'
import type { Call } from './call.ts'
import { formCookieName, ownCookie } from './own-cookies.ts'

/** What the forms of one page are bound to. */
export interface FormBinding {
  readonly to: string
  /** The form cookie to set with the page; null where a session stands for it. */
  readonly cookie: string | null
}

export function bindingFor({ view }: Call, sessionDigest: string | null): FormBinding {
  if (sessionDigest !== null) return { to: `session\n${sessionDigest}`, cookie: null }
  const cookie = formCookie(ownCookie(view, formCookieName)) ?? randomSecret()
  return { to: `cookie\n${cookie}`, cookie }
}

export function formToken(core: Core, binding: FormBinding, action: FormAction): string {
  return hmacSha256(core.keys().current('cookie').secret, `form\n${action}\n${binding.to}`)
}

export interface SentForm {
  readonly action: FormAction
  /** Null: the form is bound to the form cookie, even beside a session. */
  readonly sessionDigest: string | null
  /** It may be bound to the form cookie too: it stood on a page that is made for nobody in particular, as that about a refusal. */
  readonly isAnybodys?: boolean
}

/** Whether a form that was sent back is one of ours, of this browser, for this action. */
export function isOwnForm(call: Call, { action, sessionDigest, isAnybodys = false }: SentForm, token: string): boolean {
  const { core } = call.http
  const bindings = [boundTo(call, sessionDigest), isAnybodys ? boundTo(call, null) : null].filter((to) => to !== null)
  return core.keys().all('cookie').some((key) => bindings.some((to) => safeEqual(hmacSha256(key.secret, `form\n${action}\n${to}`), token)))
}

function boundTo({ view }: Call, sessionDigest: string | null): string | null {
  if (sessionDigest !== null) return `session\n${sessionDigest}`
  const cookie = formCookie(ownCookie(view, formCookieName))
  return cookie === null ? null : `cookie\n${cookie}`
}

function formCookie(value: string | null): string | null {
  return value !== null && /^[\w-]{43}$/.test(value) ? value : null
}
