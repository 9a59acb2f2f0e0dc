import { describe, expect, it } from 'vitest'
import { clientAddress, isFromProxy, parseProxies, type TrustedProxies } from '../../src/server/proxies.ts'

function trusting(text: string): TrustedProxies {
  const proxies = parseProxies(text)
  if (proxies === null) throw new Error(`${text} is not of the form`)
  return proxies
}

describe('what proxies are trusted', () => {
  it.each(['', ' '])('is none where %j is set', (text) => expect(parseProxies(text)).toEqual({ hops: 0 }))
  it.each([
    ['0', 0], ['1', 1], ['12', 12],
  ])('is a number of hops: %s', (text, hops) => expect(parseProxies(text)).toEqual({ hops }))

  it.each([
    '10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8', '10.0.0.0/8, 192.0.2.0/24,::1', '0.0.0.0/0',
  ])('is networks: %s', (text) => {
    expect(parseProxies(text)).toHaveProperty('networks')
  })

  it.each([
    'all', '*', '-1', '1.5', '100', '1 ', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/9', '10.0.0.0/ 8',
    '10.0.0.0/0x8', '10.0.0.0/1e0',
    '10.0.0/8', '10.0.0.0/8,', ',', '::1/129', 'fe80::1%eth0', 'proxy.example.com', '[::1]', '::1/',
    '10.0.0.0/8;10.1.0.0/16',
  ])('is not %j', (text) => expect(parseProxies(text)).toBeNull())

  it('of a prefix that was left empty is not everyone', () => {
    // Read as a number, nothing is 0, and 0.0.0.0/0 would believe whoever asks.
    expect(parseProxies('10.0.0.0/')).toBeNull()
  })
})

describe('E-02: the address of a client', () => {
  const client = '198.51.100.7'
  const proxy = '10.0.0.1'
  const second = '10.0.0.2'

  it.each<[string, { trust: string, socket: string, forwarded?: string, is: string }]>([
    ['is the socket, where no proxy is trusted', { trust: '', socket: client, is: client }],
    ['is the socket, whatever it says of itself', { trust: '', socket: client, forwarded: '203.0.113.9', is: client }],
    ['is the last that was added, behind one hop', { trust: '1', socket: proxy, forwarded: client, is: client }],
    ['is not what the client wrote before the proxy added to it', {
      trust: '1', socket: proxy, forwarded: `203.0.113.9, ${client}`, is: client,
    }],
    ['is the second from the right, behind two hops', {
      trust: '2', socket: proxy, forwarded: `203.0.113.9,${client}, ${second}`, is: client,
    }],
    ['is the first there is, where there are fewer than hops', {
      trust: '5', socket: proxy, forwarded: client, is: client,
    }],
    ['is the socket behind a hop that added nothing', { trust: '1', socket: proxy, is: proxy }],
    ['is the first outside of the networks', {
      trust: '10.0.0.0/8', socket: proxy, forwarded: `203.0.113.9, ${client}, ${second}`, is: client,
    }],
    ['is the socket, if that is outside of the networks', {
      trust: '10.0.0.0/8', socket: client, forwarded: '203.0.113.9', is: client,
    }],
    ['is the first of all, where all are ours', { trust: '10.0.0.0/8', socket: proxy, forwarded: second, is: second }],
    ['is found behind a socket that writes IPv4 as IPv6', {
      trust: '10.0.0.0/8', socket: `::ffff:${proxy}`, forwarded: client, is: client,
    }],
    ['is found behind IPv6 networks', {
      trust: 'fd00::/8', socket: 'fd00::1', forwarded: '2001:db8::7', is: '2001:db8::7',
    }],
    ['is found in mixed chains', {
      trust: 'fd00::/8,10.0.0.0/8', socket: 'fd00::1', forwarded: `${client}, 10.9.9.9`, is: client,
    }],
    ['is IPv6 of another network', { trust: 'fd00::/8', socket: 'fe80::1', forwarded: client, is: 'fe80::1' }],
  ])('%s', (_, { trust, socket, forwarded, is }) => {
    expect(clientAddress(socket, forwarded, trusting(trust))).toBe(is)
  })

  it.each([
    'unknown', '_hidden', '', ' ', 'evil.example', '198.51.100.7:', '[2001:db8::7', '"2001:db8::7"', '999.1.1.1',
    '<script>', '1', '::ffff:1.2.3.4.5',
  ])('is the socket where the proxy wrote %j, which is none', (forwarded) => {
    for (const trust of ['1', '10.0.0.0/8']) expect(clientAddress(proxy, forwarded, trusting(trust))).toBe(proxy)
  })

  it('is unknown where the socket is gone', () => {
    expect(clientAddress(undefined, undefined, trusting(''))).toBeUndefined()
  })

  it('is found in a line of 16 KB at once', () => {
    const start = performance.now()
    const forwarded = Array<string>(4000).fill(second).join(',')
    expect(clientAddress(proxy, forwarded, trusting('10.0.0.0/8'))).toBe(second)
    expect(performance.now() - start).toBeLessThan(200)
  })
})

it.each([['203.0.113.7:4711', '203.0.113.7'], ['[2001:db8::1]:4711', '2001:db8::1'], ['[2001:db8::1]', '2001:db8::1']])(
  'E-02: a port that a proxy names beside the address is left out: %s', (forwarded, address) => {
    expect(clientAddress('10.0.0.1', forwarded, trusting('1'))).toBe(address)
    expect(clientAddress('10.0.0.1', forwarded, trusting('0'))).toBe('10.0.0.1')
  },
)

describe('E-02: a request comes straight from a proxy', () => {
  it.each([['10.0.0.1', '1'], ['10.0.0.1', '10.0.0.0/8'], ['::ffff:10.0.0.1', '10.0.0.0/8'], ['fd00::1', 'fd00::/8']])('from %s where %s is trusted', (socket, trust) => {
    expect(isFromProxy(socket, trusting(trust))).toBe(true)
  })

  it.each([['10.0.0.1', ''], ['10.0.0.1', '0'], ['198.51.100.7', '10.0.0.0/8'], [undefined, '1']])('and not from %s where %j is trusted', (socket, trust) => {
    expect(isFromProxy(socket, trusting(trust))).toBe(false)
  })
})
