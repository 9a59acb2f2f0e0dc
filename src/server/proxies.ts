/**
 * Whose word is believed about where a request came from. A forwarding header counts only from a configured proxy,
 * and is read from the right: what a client wrote itself stands at the left (E-02).
 */
import { BlockList, isIP } from 'node:net'

/** How many hops before us are ours, or which networks they are in. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: BlockList }

/** Null: not of the form. Empty: no proxy is believed. */
export function parseProxies(text: string): TrustedProxies | null {
  if (text.trim() === '') return { hops: 0 }
  if (/^\d{1,2}$/.test(text)) return { hops: Number(text) }
  const networks = new BlockList()
  return text.split(',').every((network) => addNetwork(networks, network.trim())) ? { networks } : null
}

function addNetwork(networks: BlockList, text: string): boolean {
  const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const most = version === 4 ? 32 : 128
  // An empty prefix is not 0, which would believe everyone.
  const prefix = bits === undefined ? most : Number(bits)
  if (prefix > most) return false
  networks.addSubnet(address, prefix, family)
  return true
}

/** The address of the client: the first one from the right that is no proxy of ours. */
export function clientAddress(socket: string | undefined, forwarded: string | undefined, trusted: TrustedProxies): string | undefined {
  const chain = [...forwarded?.split(',').map((one) => withoutPort(one.trim())) ?? [], ...socket === undefined ? [] : [socket]]
  for (let hop = 0; chain.length > 0; hop++) {
    const address = chain.pop()
    if (address === undefined || isIP(address) === 0) return socket
    if (!isTrusted(address, hop, trusted) || chain.length === 0) return address
  }
  return socket
}

/** Whether the request came straight from a proxy of ours, so that what it says of another request counts (forward-auth). */
export function isFromProxy(socket: string | undefined, trusted: TrustedProxies): boolean {
  return socket !== undefined && isTrusted(socket, 0, trusted)
}

/** Some proxies name the port too: `203.0.113.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}

function isTrusted(address: string, hop: number, trusted: TrustedProxies): boolean {
  if ('hops' in trusted) return hop < trusted.hops
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return trusted.networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** Nobody stands before us whose words count. */
export function areNone(trusted: TrustedProxies): boolean {
  return 'hops' in trusted && trusted.hops === 0
}
