/** Several hosts behind forward-auth, a proxy that asks about them, and a browser that goes from one to another. */
import type { Instance } from '../support/instance.ts'
import { origin } from '../support/instance.ts'
import { browserOver, told, type Browser, type Told } from './travelling-browser.ts'

export type { Browser } from './travelling-browser.ts'

export const wiki = 'https://wiki.example.com'
export const shop = 'https://shop.example.com'
export const guardedOrigins = [wiki, shop]

/** What a client sent and a proxy holds back: `POST /orders?x=1`. */
export interface Held {
  readonly at?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Of the question itself: `?mode=nginx`. */
  readonly asked?: string
  readonly isFromProxy?: boolean
}

/** What the proxy is told of a request. */
export async function ask({ auth }: Instance, line: string, { at = origin, headers = {}, asked = '', isFromProxy = true }: Held = {}): Promise<Told> {
  const [method = '', target = ''] = line.split(' ')
  const { protocol, host } = new URL(at)
  const forwarded = {
    'x-forwarded-method': method, 'x-forwarded-uri': target, 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host,
  }
  const request = new Request(`${at}/auth/forward${asked}`, { headers: { ...forwarded, ...headers } })
  return told(await auth.handler(request, { address: '198.51.100.7', requestId: 'test', isFromProxy }))
}

/** In front of the instance itself, without a proxy. */
export function openBrowser({ auth }: Instance): Browser {
  return browserOver(origin, (request) => auth.handler(request, { address: '198.51.100.7' }))
}

/** A browser that is logged in on the instance's own origin and has entered this host. */
export async function enteredBrowser(instance: Instance, at = wiki): Promise<Browser> {
  const browser = openBrowser(instance)
  await browser.logIn(`${origin}/auth/login`)
  const { address } = await browser.open(`${at}/auth/enter?return_to=%2Fpage`)
  if (address !== `${at}/page`) throw new Error(`it did not get in, and stands at ${address}`)
  return browser
}
