/** Which campaign an address says that a visitor came from. Whoever makes a link writes it, so it is cleaned. */

export interface Campaign {
  /** `utm_source`: which site or letter. */
  readonly source: string
  /** `utm_medium`: what kind of one. */
  readonly medium: string | null
  /** `utm_campaign`: which of several. */
  readonly campaign: string | null
}

const MOST_CHARACTERS = 64

/** Null without a source. Of a parameter that comes twice, the first. */
export function readCampaign(url: string): Campaign | null {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? ''
  const parameters = new URLSearchParams(query)
  const source = clean(parameters.get('utm_source'))
  if (source === null) return null
  return { source, medium: clean(parameters.get('utm_medium')), campaign: clean(parameters.get('utm_campaign')) }
}

/**
 * Small letters, digits, and `. _ ~ + -` between them: nothing that is markup, a line break or, in a spreadsheet, the
 * start of a formula. One campaign must not be counted as many for its capitals and blanks.
 */
function clean(text: string | null): string | null {
  const words = (text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}._~+-]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
  return [...words].slice(0, MOST_CHARACTERS).join('').trimEnd() || null
}
