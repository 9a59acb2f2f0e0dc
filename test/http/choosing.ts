/** Choices as browsers and programs make them: preferences and consent, and the cookies in which they are kept. */
import type { Client } from '../support/client.ts'

export const refused = { preferences: false, analytics: false, marketing: false }
export const accepted = { preferences: true, analytics: true, marketing: true }

/** The three cookies that are no login's. */
export const choiceCookies = { preferences: '__Host-preferences', consent: '__Host-consent', visitor: '__Host-visitor' }

/** The value of a plain cookie, as it is spelt. */
export function plain(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

export function agree(browser: Client, choice: Partial<typeof accepted> = {}) {
  return browser.send('PUT', '/auth/consent', { json: { ...refused, ...choice } })
}

/** The lines of an answer that set this cookie. */
export function linesOf({ headers }: { headers: Headers }, name: string): readonly string[] {
  return headers.getSetCookie().filter((line) => line.startsWith(`${name}=`))
}

/** Each line's Max-Age; null: until the browser closes. */
export function lifeOf(answer: { headers: Headers }, name: string): readonly (number | null)[] {
  return linesOf(answer, name).map((line) => {
    const age = /; Max-Age=(\d+)/.exec(line)?.[1]
    return age === undefined ? null : Number(age)
  })
}
