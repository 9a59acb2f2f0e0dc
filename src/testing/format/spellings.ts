/** One credential has one spelling, and nothing near it is another one. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { fact, type Issued, issued, refuseAll } from './setting.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Every bit of the text turned, as far as that is a text of bytes. */
function flips(credential: string): string[] {
  const bytes = Buffer.from(credential, 'latin1')
  return Array.from({ length: bytes.length * 8 }, (_, n) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt8(copy.readUInt8(n >> 3) ^ 1 << (n & 7), n >> 3)
    return copy.toString('latin1')
  })
}

/** What lenient readers take for the same: another last letter of a part (stray bits), padding, blanks, other alphabets. */
function respellings(credential: string): string[] {
  const ends = [...credential.matchAll(/[A-Za-z0-9_-](?=\.|$)/g)].map(({ index }) => index)
  const withLetter = (at: number, letter: string) => credential.slice(0, at) + letter + credential.slice(at + 1)
  const replaced = ends.flatMap((at) => [...alphabet].map((letter) => withLetter(at, letter)))
  const inserted = ['=', '==', ' ', '\n', '\r\n', '\t', '\0', '.', '!', '"', 'Ł', '\ufeff', '%', 'A']
  const places = [0, Math.floor(credential.length / 2), ...ends.map((at) => at + 1)]
  return [
    ...replaced,
    ...inserted.flatMap((text) => places.map((at) => credential.slice(0, at) + text + credential.slice(at))),
    credential.replaceAll('-', '+'), credential.replaceAll('_', '/'), credential.toUpperCase(), credential.toLowerCase(),
    encodeURIComponent(credential), credential.replace(/[A-Za-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    `${credential},${credential}`, credential + credential, `Bearer ${credential}`,
  ]
}

function pieces(credential: string): string[] {
  const lengths = Array.from(credential, (_, n) => n)
  return [...lengths.map((n) => credential.slice(0, n)), ...lengths.slice(1).map((n) => credential.slice(n))]
}

/** From nothing at all to what is nearly a credential. */
function garbage(credential: string): string[] {
  const noise = Array.from({ length: 300 }, (_, n) => randomBytes(n))
  const head = credential.slice(0, /[._]/.exec(credential)?.index ?? 1)
  return [
    '', ' ', '.', '..', '...', '.'.repeat(1000), '_', 'null', 'undefined', '{}', '[]', '{"a":1}',
    '\0', '\ud800', 'é'.repeat(100), '🗝', head, `${head}_`, `${head}.`, `${head}_at_`, `${head}..`,
    ...['', `${head}.`, credential].map((text) => text + 'A'.repeat(100_000)),
    ...['', head].flatMap((text) => noise.map((bytes) => text + bytes.toString('latin1'))),
    ...['', credential.slice(0, 9)].flatMap((text) => noise.map((bytes) => text + bytes.toString('base64url'))),
  ]
}

/** What throws becomes a 500 that anybody can ask for. The error is told by its name: its message may hold the text. */
async function thrownFor({ format, keys }: Issued, text: string): Promise<string | null> {
  try {
    assert.equal(typeof format.accepts(text), 'boolean')
    await format.verify(text, keys)
    return null
  } catch (error) {
    return error instanceof Error ? error.name : typeof error
  }
}

export const spellings = [
  fact('it throws for nothing that a stranger sends', async (setting) => {
    const of = await issued(setting)
    const { credential } = of
    const texts = [garbage, flips, respellings, pieces].flatMap((make) => make(credential))
    const thrown = new Set<string | null>()
    for (const text of texts) thrown.add(await thrownFor(of, text))
    assert.deepEqual([...thrown], [null])
  }),

  fact('what is no credential is none', async (setting) => {
    const of = await issued(setting)
    await refuseAll(of, garbage(of.credential), 'texts that are no credential')
  }),

  fact('a credential with any bit turned is none', async (setting) => {
    const of = await issued(setting, { roles: ['admin'], scope: ['orders:read'] })
    await refuseAll(of, flips(of.credential), 'texts with a bit turned')
  }),

  fact('a credential has one spelling', async (setting) => {
    // Texts of every length modulo three, since the last letter of base64url carries stray bits in two of three.
    for (const roles of [[], ['a'], ['ab'], ['abc']]) {
      const of = await issued(setting, { roles })
      await refuseAll(of, respellings(of.credential), 'other spellings')
    }
  }),

  fact('a piece of a credential is none', async (setting) => {
    const of = await issued(setting)
    await refuseAll(of, pieces(of.credential), 'pieces')
  }),
]
