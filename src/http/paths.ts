/** Every path under the base, once: the routes are held to the list, and the log repeats it instead of what was sent. */
export const paths = [
  '', '/signup', '/login', '/reauthenticate', '/logout', '/me', '/refresh', '/password', '/session/data',
  '/sessions', '/sessions/end', '/sessions/:id', '/sessions/:id/end', '/keys', '/keys/:id', '/keys/:id/end',
  '/exchange', '/inspect', '/introspect', '/revoke', '/preferences', '/consent', '/account', '/status/:n', '/revocations',
  '/forward', '/enter', '/assets/:name', '/openapi.json', '/docs',
  '/admin', '/admin/users', '/admin/users/:id', '/admin/users/:id/disable', '/admin/users/:id/enable', '/admin/users/:id/unlock',
  '/admin/users/:id/roles', '/admin/users/:id/sessions/end', '/admin/users/:id/password', '/admin/users/:id/delete',
  '/admin/sessions', '/admin/sessions/:id', '/admin/sessions/:id/end', '/admin/keys', '/admin/keys/rotate', '/admin/keys/:id/drop',
  '/admin/events', '/admin/visits',
] as const

/**
 * What another host behind forward-auth sends here and is answered: a way in, a way out, who one is, and the files of
 * pages about what went wrong. */
export const guardedPaths: readonly string[] = ['/forward', '/enter', '/logout', '/me'] satisfies readonly Path[]

/** Beside the base, since others look for them there. */
export const wellKnown = ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server'] as const

export type Path = (typeof paths)[number]
export type WellKnown = (typeof wellKnown)[number]
