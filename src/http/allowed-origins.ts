/** Other origins whose pages may call the routes, as a deployment lists them. */

export interface AllowedOrigin {
  readonly origin: string
  readonly cookies: boolean
}

/** `https://spa.example.com`, or with `+cookies`. Throws a `TypeError` for what no browser would send as an origin. */
export function parseAllowedOrigins(list: readonly string[]): readonly AllowedOrigin[] {
  return list.map((text) => {
    const cookies = text.endsWith('+cookies')
    const origin = cookies ? text.slice(0, -'+cookies'.length) : text
    if (URL.canParse(origin) && new URL(origin).origin === origin) return { origin, cookies }
    throw new TypeError(`allowedOrigins has "${text}"; expected scheme, host and port alone, such as https://spa.example.com`)
  })
}
