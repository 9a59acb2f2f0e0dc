/** Which origins an instance answers for: its own one, and those of other hosts behind forward-auth. Never learned from a request. */

/** E-01, E-18: an origin that a browser would spell otherwise is compared with in vain, and http is for loopback alone. */
export function requireOrigin(origin: string, name = 'origin'): void {
  // To the URL standard a host may hold a star, and no request ever names such a one.
  const url = URL.canParse(origin) && !origin.includes('*') ? new URL(origin) : null
  if (url === null || url.origin !== origin) {
    throw new TypeError(`${name} is "${origin}"; expected scheme, host and port alone, such as https://app.example.com`)
  }
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || url.protocol === 'http:' && isLoopback) return
  throw new TypeError(`${name} is "${origin}"; expected https, or http on loopback`)
}

/** Each host once: it is told by its host alone which origin a request asks. */
export function guardedOriginsOf({ origin, guardedOrigins = [] }: { origin: string, guardedOrigins?: readonly string[] }): readonly string[] {
  const hosts = new Set([new URL(origin).host])
  for (const guarded of guardedOrigins) {
    requireOrigin(guarded, 'guardedOrigins')
    const { host } = new URL(guarded)
    if (hosts.has(host)) throw new TypeError(`guardedOrigins has the host "${host}" twice, or the one of origin, which is guarded without being named`)
    hosts.add(host)
  }
  return guardedOrigins
}
