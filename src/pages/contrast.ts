/** How far two colours can be told apart (WCAG 2.2, 1.4.3). Knows `#rgb` and `#rrggbb`, and nothing of style sheets. */

const colour = /^#(?:[\da-f]{3}|[\da-f]{6})$/i

export function isColour(text: string): boolean {
  return colour.test(text)
}

/** From 1 to 21, whichever stands in front. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const digits = hex.slice(1)
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g) ?? []
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => linear(Number.parseInt(pair, 16) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const linear = (part: number) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
