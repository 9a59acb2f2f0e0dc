/** Unpredictable names and secrets from the system's generator. Knows nothing of what they will stand for. */
import { randomFillSync } from 'node:crypto'
import type { Id } from '../contracts.ts'
import { encodeBase64url } from './bytes.ts'

/** One call to the generator costs ten times the bytes it gives (speed.md), so bytes are drawn in stock. */
const STOCK_BYTES = 4096

function createRandomText(): (length: number) => string {
  const stock = Buffer.alloc(STOCK_BYTES)
  let used = STOCK_BYTES
  return (length) => {
    if (used + length > STOCK_BYTES) {
      randomFillSync(stock)
      used = 0
    }
    const bytes = stock.subarray(used, used + length)
    used += length
    const text = encodeBase64url(bytes)
    // A copy of the process's memory shows none of what was given out.
    bytes.fill(0)
    return text
  }
}

const randomText = createRandomText()

/** 128 random bits, 22 characters: names a record, opens nothing. */
export function randomId(): Id {
  return randomText(16)
}

/** 256 random bits, 43 characters. */
export function randomSecret(): string {
  return randomText(32)
}
