/** Line drawings of 16 units in the colour of the text. Each stands beside a word, so that none is read aloud. */
import { raw } from './markup.ts'

export const icon = (path: string) => raw(`<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`)

export const warning = icon('M8 1.8 14.8 13.6H1.2ZM8 6.2v3.3M8 11.6v.1')
export const check = icon('m3 8.5 3.2 3.2L13 4.8')
export const cross = icon('m4 4 8 8m0-8-8 8')
export const down = icon('m4 6 4 4 4-4')
export const computer = icon('M3 11V4.5A1 1 0 0 1 4 3.5h8a1 1 0 0 1 1 1V11M1.5 12.5h13')
export const phone = icon('M5 1.5h6a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM7 12.5h2')
export const clock = icon('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.6V8l2.4 1.6')
export const program = icon(
  'M2.5 2.5h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM4.5 6l2 2-2 2M8.5 10.5h3',
)

const key = '<circle cx="7" cy="5.5" r="3.5"/><path d="M7 9v9h7M7 13.5h4"/>'

export const mark = raw(`<svg width="15" height="20" viewBox="2 .5 15 20" aria-hidden="true">${key}</svg>`)

/** A file of its own with its own ground: seen on light and on dark tabs, where no style sheet reaches it. */
export const drawIcon = (ground: string, line: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="${ground}"/>
<g transform="translate(5.9 4.4) scale(1.2)" fill="none" stroke="${line}" stroke-width="2">${key}</g>
</svg>
`
