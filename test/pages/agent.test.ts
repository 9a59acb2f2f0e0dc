import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceOf } from '../../src/pages/agent.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X)'

const agents: readonly (readonly [name: string, kind: string, agent: string])[] = [
  ['Firefox on Linux', 'computer', 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0'],
  ['Firefox on Windows', 'computer', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0'],
  ['Firefox on Mac', 'computer', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.4; rv:125.0) Gecko/20100101 Firefox/125.0'],
  ['Firefox on Android', 'phone', 'Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0'],
  ['Firefox on iPhone', 'phone', `${iphone} ${apple} FxiOS/125.0 Mobile/15E148 Safari/605.1.15`],
  ['Chrome on Windows', 'computer', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/124.0.0.0 Safari/537.36`],
  ['Chrome on Mac', 'computer', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/124.0.0.0 Safari/537.36`],
  ['Chrome on ChromeOS', 'computer', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/124.0.0.0 Safari/537.36`],
  ['Chrome on Android', 'phone', `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/124.0.0.0 Mobile Safari/537.36`],
  ['Chrome on iPhone', 'phone', `${iphone} ${apple} CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1`],
  ['Edge on Windows', 'computer', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/124.0.0.0 Safari/537.36 Edg/124.0.2478.51`],
  ['Edge on Android', 'phone', `Mozilla/5.0 (Linux; Android 10; HD1913) ${webkit} Chrome/124.0.6367.82 Mobile Safari/537.36 EdgA/124.0.2478.50`],
  ['Edge on iPhone', 'phone', `${iphone} ${apple} Version/17.0 EdgiOS/124.0.2478.50 Mobile/15E148 Safari/604.1`],
  ['Opera on Linux', 'computer', `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/122.0.0.0 Safari/537.36 OPR/108.0.0.0`],
  ['Samsung Internet on Android', 'phone', `Mozilla/5.0 (Linux; Android 10; K) ${webkit} SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36`],
  ['Vivaldi on Linux', 'computer', `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/124.0.0.0 Safari/537.36 Vivaldi/6.7.3329.17`],
  ['DuckDuckGo on Mac', 'computer', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple} Version/17.4.1 Safari/605.1.15 Ddg/17.4.1`],
  ['GNOME Web on Linux', 'computer', `Mozilla/5.0 (X11; Linux x86_64) ${apple} Version/17.0 Safari/605.1.15 Epiphany/605.1.15`],
  ['Safari on Mac', 'computer', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple} Version/17.4.1 Safari/605.1.15`],
  ['Safari on iPhone', 'phone', `${iphone} ${apple} Version/17.4.1 Mobile/15E148 Safari/604.1`],
  ['Safari on iPad', 'phone', `Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) ${apple} Version/12.1.2 Mobile/15E148 Safari/604.1`],
  ['PowerShell on Windows', 'computer', 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4291'],
  ['Browser on Linux', 'computer', 'Mozilla/5.0 (X11; Linux x86_64) Something/1.0'],
  ['Browser', 'computer', 'Mozilla/5.0 (compatible; Something/2.1)'],
  ['curl', 'program', 'curl/8.5.0'],
  ['python-requests', 'program', 'python-requests/2.31.0'],
  ['node', 'program', 'node'],
  ['latchkey-cli', 'program', 'latchkey-cli/1.0.0 (linux x64)'],
  ['Dalvik', 'program', 'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/AP1A)'],
  ['Unknown device', 'computer', ''],
  ['Unknown device', 'computer', '   '],
  ['Unknown device', 'computer', '/'],
]

describe('a user agent', () => {
  it.each(agents)('is read as %s', (name, kind, agent) => expect(deviceOf(agent)).toEqual({ name, kind }))

  it('may be missing', () => expect(deviceOf(null)).toEqual({ name: 'Unknown device', kind: 'computer' }))

  it('has a short name, whatever it is', () => {
    assert(property(string({ unit: 'binary', maxLength: 2000 }), (agent) => {
      const { name } = deviceOf(agent)
      expect(name).toMatch(/^.{1,40}$/su)
      expect(name.isWellFormed()).toBe(true)
    }))
  })

  it('is read no further than an honest one reaches', () => {
    expect(deviceOf(`Mozilla/5.0 ${'('.repeat(400)}Firefox/1 Linux`)).toEqual({ name: 'Browser', kind: 'computer' })
    expect(deviceOf('a'.repeat(1_000_000)).name).toBe('a'.repeat(40))
  })
})
