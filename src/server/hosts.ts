/**
 * Which host a request may name: the configured origin's, and those of hosts behind forward-auth for the paths under `/auth`
 * alone, so that no link, cookie or cache is ever made for a host that an attacker chose (E-01). Node itself takes a second Host line and a foreign absolute-form target.
 */
import type { IncomingMessage } from 'node:http'

export type HostVerdict = { readonly is: 'ours' } | { readonly is: 'foreign' } | { readonly is: 'alias', readonly location: string }

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

export interface Hosts {
  readonly origin: URL
  /** Hosts behind forward-auth, lower case. */
  readonly guarded: ReadonlySet<string>
  readonly base: string
  /** Paths that the other name of this machine answers itself; none by default. */
  readonly isOnAlias?: (path: string) => boolean
}

/** What it reads of a request. */
export type Asked = Pick<IncomingMessage, 'headersDistinct' | 'url' | 'method'>

export function judgeHost(incoming: Asked, { origin, guarded, base, isOnAlias }: Hosts): HostVerdict {
  const hosts = incoming.headersDistinct['host'] ?? []
  const [host = ''] = hosts
  const { url = '/', method } = incoming
  if (hosts.length !== 1 || !url.startsWith('/')) return { is: 'foreign' }
  if (host.toLowerCase() === origin.host) return { is: 'ours' }
  if (guarded.has(host.toLowerCase())) return { is: url.startsWith(`${base}/`) ? 'ours' : 'foreign' }
  // Someone who typed 127.0.0.1 is sent to the one origin; on loopback only, and only to look.
  const isAlias = loopback.test(host.toLowerCase()) && loopback.test(origin.host)
  const isRead = method === 'GET' || method === 'HEAD'
  if (isAlias && isRead && isOnAlias?.(url.split('?', 1).join('')) === true) return { is: 'ours' }
  if (isAlias && isRead) return { is: 'alias', location: origin.origin + url }
  return { is: 'foreign' }
}
