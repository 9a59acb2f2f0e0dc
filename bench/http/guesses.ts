/** A process that guesses passwords until it is told to end, as many at once as no hasher takes. */
import { argv } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { post } from './post.ts'

const inFlight = 64
/** Who was told to come back in a second still comes too soon. Milliseconds. */
const impatience = 100

const [, , origin, round] = argv
let asked = 0
process.on('disconnect', () => { process.exit() })
await Promise.all(Array.from({ length: inFlight }, guess))

/** Each is of another name and from another network, so that only the hasher holds it back. */
async function guess(): Promise<never> {
  for (;;) {
    const n = asked++
    const address = `10.${round}.${n >> 8 & 255}.${n & 255}`
    const { status } = await post(`${origin}/auth/login`, { username: `nobody-${n}`, password: 'a guess of many characters', carrier: 'cookie' }, address)
    if (status === 503) await pause(impatience)
  }
}
