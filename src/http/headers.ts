/** Headers of every response: nothing is cached, nothing is sniffed, framed or leaked (E-04, E-07, E-08, B-22). */

const always: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/**
 * Under `no-referrer` a browser names the Origin of a form post `null`, and one that has no Fetch Metadata would be refused by
 * its own page. `same-origin` tells other sites as little.
 */
const pageReferrer = 'same-origin'

interface PagePolicy {
  /** Other origins that a form leads on to. */
  readonly formTargets: readonly string[]
  /** The address of the folder whose scripts run; without it none does. */
  readonly scripts?: string
}

/**
 * Pages load our style sheet and images and nothing else. Where a script runs it is one of the fixed list of our files: what
 * else this origin serves is none, and an injected one does not run.
 */
export const pagePolicy = ({ formTargets, scripts }: PagePolicy): string => [
  'default-src \'none\'', ...scripts === undefined ? [] : [`script-src ${scripts}/`],
  'style-src \'self\'', 'img-src \'self\'', ['form-action \'self\'', ...formTargets].join(' '),
  'base-uri \'none\'', 'object-src \'none\'', 'frame-ancestors \'none\'',
].join('; ')
const dataPolicy = 'default-src \'none\'; frame-ancestors \'none\''

/**
 * Adds what the route did not set itself. `guarded`: other hosts that a login leads on to; browsers hold what a form is
 * redirected to, and not only what it posts to, to its page's policy.
 */
export function secured(response: Response, origin: string, guarded: readonly string[] = []): Response {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
  const headers = new Headers(response.headers)
  const added = isPage
    ? { ...always, 'content-security-policy': pagePolicy({ formTargets: guarded }), 'referrer-policy': pageReferrer }
    : { ...always, 'content-security-policy': dataPolicy }
  for (const [name, value] of Object.entries(added)) if (!headers.has(name)) headers.set(name, value)
  if (origin.startsWith('https:')) headers.set('strict-transport-security', 'max-age=31536000')
  return new Response(response.body, { status: response.status, headers })
}
