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

/** Whether a form that was sent back is one of ours, of this browser, for this action. */
export function isOwnForm(call: Call, sent: { action: FormAction, token: string, sessionDigest: string | null }): boolean {
  const { core } = call.http
  const to = boundTo(call, sent.sessionDigest)
  if (to === null) return false
  return core.keys().all('cookie').some((key) => safeEqual(hmacSha256(key.secret, `form\n${sent.action}\n${to}`), sent.token))
}

function boundTo({ view }: Call, sessionDigest: string | null): string | null {
  if (sessionDigest !== null) return `session\n${sessionDigest}`
  const cookie = formCookie(ownCookie(view, formCookieName))
  return cookie === null ? null : `cookie\n${cookie}`
}

function formCookie(value: string | null): string | null {
  return value !== null && /^[\w-]{43}$/.test(value) ? value : null
}
