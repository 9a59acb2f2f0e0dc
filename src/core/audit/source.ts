/** Where requests come from, as throttles and the audit log count them: by network, not by address. */

/** The network an address belongs to: /24, or /56. Someone with many addresses has few networks. */
export function sourceOf(address: string | null | undefined): string | null {
  if (!address) return null
  if (!address.includes(':')) return address.split('.').slice(0, 3).join('.')
  const digits = expandIpv6(address)
  // The first 56 bits are the first 14 of 32 hexadecimal digits.
  if (!digits.startsWith(mapped)) return digits.slice(0, 14)
  return [24, 26, 28].map((at) => parseInt(digits.slice(at, at + 2), 16)).join('.')
}

/** An IPv4 address written as IPv6 (RFC 4291 §2.5.5.2): in whatever spelling, it belongs to its own /24. */
const mapped = `${'0'.repeat(20)}ffff`

function expandIpv6(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%', 1).join('').split('::')
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0000')
  return [...left, ...zeros, ...right].join('')
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':').flatMap((group) => group.includes('.') ? dotted(group) : group.padStart(4, '0'))
}

/** The last two groups may be written as an IPv4 address. */
function dotted(group: string): string[] {
  const digits = group.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0')).join('')
  return [digits.slice(0, 4), digits.slice(4)]
}
