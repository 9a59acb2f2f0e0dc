/** scrypt (RFC 7914), by Node: PHC strings, those of Django, and `salt:key` in hex as better-auth and Lucia write it. */
import { scrypt as compute, timingSafeEqual } from 'node:crypto'
import { type Family, type Foreign, fromBase64, toBase64 } from './foreign.ts'

interface Scrypt {
  /** The logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly key: Buffer
}

/** 128 MiB, as OWASP's own setting takes, and its work. */
const mostMemory = 2 ** 27
const mostWork = 2 ** 20

const phc = /^\$scrypt\$(?:ln|n)=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{1,128})\$([A-Za-z0-9+/]{22,172})$/
const django = /^scrypt\$(\d{1,8})\$([^$]{1,128})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{22,172}={0,2})$/
const pair = /^(?:s2:)?([^:$\s]{8,64}):([0-9a-f]{128})$/i

export const scrypt: Family = (text) => {
  const read = readPhc(text) ?? readDjango(text) ?? readPair(text)
  if (read === null || isNone(read)) return null
  return isDear(read) ? 'dear' : foreign(read)
}

function readPhc(text: string): Scrypt | null {
  const [, ln, r, p, salt, key] = phc.exec(text) ?? []
  return salt === undefined || key === undefined ? null : { ln: Number(ln), r: Number(r), p: Number(p), salt: fromBase64(salt), key: fromBase64(key) }
}

function readDjango(text: string): Scrypt | null {
  const [, n, salt, r, p, key] = django.exec(text) ?? []
  if (salt === undefined || key === undefined) return null
  const ln = Math.log2(Number(n))
  return Number.isInteger(ln) ? { ln, r: Number(r), p: Number(p), salt: Buffer.from(salt), key: fromBase64(key) } : null
}

/** The salt is hashed as it is written, not what its digits stand for. */
function readPair(text: string): Scrypt | null {
  const [, salt, key] = pair.exec(text) ?? []
  return salt === undefined || key === undefined ? null : { ln: 14, r: 16, p: 1, salt: Buffer.from(salt), key: Buffer.from(key, 'hex') }
}

/** RFC 7914 §2: N is below 2^(128·r/8). No other can have been computed. */
function isNone({ ln, r }: Scrypt): boolean {
  return r > 0 && ln >= 16 * r
}

function isDear({ ln, r, p }: Scrypt): boolean {
  const n = 2 ** ln
  return ln < 1 || r < 1 || p < 1 || n * r * 128 > mostMemory || n * r * p > mostWork
}

function foreign({ ln, r, p, salt, key }: Scrypt): Foreign {
  const options = { N: 2 ** ln, r, p, maxmem: 2 * mostMemory }
  return {
    stored: `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(key)}`,
    verify: (password) => new Promise((resolve, reject) => {
      compute(password, salt, key.length, options, (error, made) => {
        if (error === null) resolve(timingSafeEqual(made, key))
        else reject(error)
      })
    }),
  }
}
