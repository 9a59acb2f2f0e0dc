/** bcrypt, in the spellings `$2a$`, `$2b$` and `$2y$`, which hash alike. By @node-rs/bcrypt, loaded with the first. */
import type { Family } from './foreign.ts'

type Package = typeof import('@node-rs/bcrypt')

/** Each step doubles the time: fourteen take two seconds on a small machine. */
const mostCost = 14
/** What bcrypt hashes of a password; the rest was never looked at. */
const mostBytes = 72

/** Sixteen bytes leave four bits of the salt's last character unset; where they are set the package answers no without any work. */
const shape = /^(?:bcrypt\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31})$/

export const bcrypt: Family = (text) => {
  const [, stored, cost] = shape.exec(text) ?? []
  if (stored === undefined) return null
  if (Number(cost) < 4 || Number(cost) > mostCost) return 'dear'
  return {
    stored,
    verify: async (password) => (await loadBcrypt()).verify(password, stored),
    isCut: (password) => Buffer.byteLength(password) > mostBytes,
  }
}

/** An optional peer: who imported no bcrypt needs none. */
export async function loadBcrypt(load: () => Promise<Package> = () => import('@node-rs/bcrypt')): Promise<Package> {
  try {
    return await load()
  } catch (cause) {
    throw new Error('bcrypt hashes need the package @node-rs/bcrypt: npm install @node-rs/bcrypt@1', { cause })
  }
}
