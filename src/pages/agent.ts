/** What a User-Agent header says, as a person would say it. The client's own claim: shown, relied on for nothing. */

import type { PageLanguage } from '../contracts/pages.ts'
import { computer, phone, program } from './icons.ts'

/** By the kind of device. */
export const icons = { computer, phone, program }

export interface Device {
  readonly name: string
  readonly kind: 'computer' | 'phone' | 'program'
}

// In both tables the first match wins. A browser also names its ancestors, so descendants stand before them.
const browsers: readonly (readonly [sign: string, name: string])[] = [
  ['EdgA/', 'Edge'], ['EdgiOS/', 'Edge'], ['Edg/', 'Edge'],
  ['OPR/', 'Opera'], ['SamsungBrowser/', 'Samsung Internet'], ['Vivaldi/', 'Vivaldi'], ['YaBrowser/', 'Yandex Browser'],
  ['Ddg/', 'DuckDuckGo'], ['DuckDuckGo/', 'DuckDuckGo'], ['Epiphany/', 'GNOME Web'], ['PowerShell/', 'PowerShell'],
  ['FxiOS/', 'Firefox'], ['Firefox/', 'Firefox'],
  ['CriOS/', 'Chrome'], ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
]
const systems: readonly (readonly [sign: string, name: string, kind: Device['kind']])[] = [
  ['iPhone', 'iPhone', 'phone'], ['iPad', 'iPad', 'phone'], ['Android', 'Android', 'phone'],
  ['CrOS', 'ChromeOS', 'computer'], ['Windows', 'Windows', 'computer'], ['Macintosh', 'Mac', 'computer'],
  ['FreeBSD', 'FreeBSD', 'computer'], ['OpenBSD', 'OpenBSD', 'computer'], ['Linux', 'Linux', 'computer'],
]

/** Longer than any honest header; the rest of a dishonest one is not looked at. */
const readable = 400

interface Texts {
  readonly browser: string
  readonly unknown: string
  on(browser: string, system: string): string
}
const texts: Readonly<Record<PageLanguage, Texts>> = {
  'en': { browser: 'Browser', unknown: 'Unknown device', on: (browser, system) => `${browser} on ${system}` },
  'zh-Hans': { browser: '浏览器', unknown: '未知设备', on: (browser, system) => `${system} 上的${/^\w/.test(browser) ? ' ' : ''}${browser}` },
}

export function deviceOf(agent: string | null, language: PageLanguage = 'en'): Device {
  const text = (agent ?? '').slice(0, readable).trim()
  return text.startsWith('Mozilla/') ? browserOf(text, texts[language]) : programOf(text, texts[language])
}

function browserOf(text: string, words: Texts): Device {
  const browser = browsers.find(([sign]) => text.includes(sign))?.[1] ?? words.browser
  const system = systems.find(([sign]) => text.includes(sign))
  return system === undefined
    ? { name: browser, kind: 'computer' }
    : { name: words.on(browser, system[1]), kind: system[2] }
}

/** `curl/8.5.0` is curl. */
function programOf(text: string, { unknown }: Texts): Device {
  const product = /^[^\s/]{1,40}/u.exec(text)?.[0]
  return product === undefined ? { name: unknown, kind: 'computer' } : { name: product, kind: 'program' }
}
