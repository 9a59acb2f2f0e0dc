/** What the page is filled with, and the small things that all of its parts say in one way. */
import type { PageLanguage, Preferences, Seconds } from '../../contracts.ts'
import { check, cross, icon, warning } from '../../pages/icons.ts'
import { html, type Markup } from '../../pages/markup.ts'
import type { Decoded } from '../facts.ts'
import type { Notebook } from '../notebooks.ts'
import { en } from '../text/en.ts'
import type { LabText } from '../text/text.ts'
import { zhHans } from '../text/zh-hans.ts'

export interface LabView {
  readonly language: PageLanguage
  readonly theme: Preferences['theme']
  /** The lab's own path, and that of the pages. */
  readonly base: string
  readonly pages: string
  readonly now: Seconds
  /** Null: this browser did nothing here yet. */
  readonly notebook: Notebook | null
  readonly decoded: Decoded | null
  /** The code of what went wrong. */
  readonly problem: string | null
  /** Where the other site is, to this browser; null where there is none. */
  readonly otherSite: string | null
}

export interface Filled extends LabView {
  readonly text: LabText
}

const texts: Readonly<Record<PageLanguage, LabText>> = { 'en': en, 'zh-Hans': zhHans }

export function textIn(language: PageLanguage): LabText {
  return texts[language]
}

export const icons = {
  check, cross, warning,
  none: icon('M4 8h8'),
  tamper: icon('M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2ZM9.3 4.5l2.2 2.2'),
  expire: icon('M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.5V8l2.5 1.5'),
  replay: icon('M2.5 7.5h7a3.5 3.5 0 0 1 0 7H7M2.5 7.5l3-3m-3 3 3 3'),
  crosssite: icon('M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM1.8 8h12.4M8 1.8c4 4 4 8.4 0 12.4-4-4-4-8.4 0-12.4Z'),
  elsewhere: icon('M10.5 2.5h2a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-2M9.5 8h-7m2.5-3L2 8l3 3'),
  rotate: icon('M13.5 6A6 6 0 0 0 3 4.5L1.8 6M2.5 10A6 6 0 0 0 13 11.5l1.2-1.5M1.8 2.5V6h3.5M14.2 13.5V10h-3.5'),
} as const

export const timeOf = (at: Seconds): string => new Date(at * 1000).toISOString().slice(11, 19)
export const dateOf = (at: Seconds): string => `${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Two digits that mean something: more would be made up. */
export function duration(milliseconds: number): string {
  const [value, unit] = milliseconds < 1 ? [milliseconds * 1000, 'µs'] : [milliseconds, 'ms']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** Posts to one action of the lab. The script does the same in place. */
export const form = ({ base }: LabView, action: string, content: Markup): Markup =>
  html`<form method="post" action="${base}/${action}">${content}</form>`
