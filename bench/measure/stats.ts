/** The few statistics that a report needs. */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** `at` from 0 to 1; between two values it is a part of the way. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * at
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below + (above - below) * (place - Math.floor(place))
}
