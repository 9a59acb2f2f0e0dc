/** PBKDF2 (RFC 8018), by Node: PHC strings, those of passlib, and those of Django. */
import { pbkdf2 as compute, timingSafeEqual } from 'node:crypto'
import { type Family, type Foreign, fromBase64, toBase64 } from './foreign.ts'

interface Pbkdf2 {
  readonly digest: string
  readonly iterations: number
  readonly salt: Buffer
  readonly key: Buffer
}

/** Django counted 1.2 million in 2025. Each block of a key that is longer than its digest counts them all again. */
const mostIterations = 2_000_000

const digestBytes = new Map([['sha1', 20], ['sha256', 32], ['sha512', 64]])

const phc = /^\$pbkdf2-(sha1|sha256|sha512)\$(?:i=(\d{1,8})(?:,l=\d{1,3})?|(\d{1,8}))\$([A-Za-z0-9+/.]{1,128})\$([A-Za-z0-9+/.]{22,172})$/
const django = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{22,172}={0,2})$/

export const pbkdf2: Family = (text) => {
  const read = readPhc(text) ?? readDjango(text)
  if (read === null) return null
  const blocks = Math.ceil(read.key.length / (digestBytes.get(read.digest) ?? 1))
  return read.iterations < 1 || read.iterations * blocks > mostIterations ? 'dear' : foreign(read)
}

function readPhc(text: string): Pbkdf2 | null {
  const [, digest, named, bare, salt, key] = phc.exec(text) ?? []
  if (digest === undefined || salt === undefined || key === undefined) return null
  // passlib writes a dot where base64 has a plus.
  return { digest, iterations: Number(named ?? bare), salt: fromBase64(salt.replaceAll('.', '+')), key: fromBase64(key.replaceAll('.', '+')) }
}

function readDjango(text: string): Pbkdf2 | null {
  const [, digest, iterations, salt, key] = django.exec(text) ?? []
  if (digest === undefined || salt === undefined || key === undefined) return null
  return { digest, iterations: Number(iterations), salt: Buffer.from(salt), key: fromBase64(key) }
}

function foreign({ digest, iterations, salt, key }: Pbkdf2): Foreign {
  return {
    stored: `$pbkdf2-${digest}$i=${iterations}$${toBase64(salt)}$${toBase64(key)}`,
    verify: (password) => new Promise((resolve, reject) => {
      compute(password, salt, iterations, key.length, digest, (error, made) => {
        if (error === null) resolve(timingSafeEqual(made, key))
        else reject(error)
      })
    }),
  }
}
