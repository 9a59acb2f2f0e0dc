/** Hashes that others made: by Python, by crypt(3), by better-auth, by Lucia. */
import { describe, expect, it } from 'vitest'
import { loadBcrypt } from '../../src/crypto/foreign/bcrypt.ts'
import type { Foreign } from '../../src/crypto/foreign/foreign.ts'
import { isComputable, readForeignHash } from '../../src/crypto/foreign-hash.ts'
import { createPasswordHasher } from '../../src/crypto/password-hash.ts'

const password = 'harbour quilt seven'
const ligature = '\ufb01ne harbour quilt'

const hashes: readonly (readonly [name: string, text: string, password: string])[] = ([
  ['bcrypt by crypt(3)', '$2b$04$abcdefghijklmnopqrstuu7oVR0VRjVlr6iYuUO8CdCT6jQYyglz2'],
  ['bcrypt as $2y$', '$2y$04$55EsAju4WyqcY9JWWhF7QuOROeY5jijfOaX7Zv533GT7IqROXq61i'],
  ['bcrypt as $2a$', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  ['scrypt as PHC', '$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$wBRz0rruICRTJtwPiDudNkoRWHQ/FTaVy23c1Aq3kOs'],
  ['scrypt by Django', 'scrypt$16384$seasalt$8$1$qY8auYyzyfGJMq2iEBFnxKS1GXHEYK5LEH5BTZa3n1t64GTY3763Dq4H1I/cqC4LN4P6jT9Okuk2zKuXdyYH/A=='],
  ['scrypt by better-auth', 'a2e0140bd355bb40b04b8bb938f81b1e:8493cd48bc9760f3c9dcaa9d4acb9a288621d2fd7b58c013bb1070de995c54d0e5e4879fde737efec3ee445889902ce1de2f6020221d3e4048a70676186f1330'],
  ['scrypt by Lucia 3', '5ff5e1f0f0fd0ca9270690b04ee4e670:76407202f4949fb5bec33e6efc12766fc075e3ca67a2b2e34f503e3b12c3e90390e2e93492914ad66e31c779d5a77421575a93aa143fc4b987fdf376752c82bb'],
  ['scrypt by Lucia 2', 's2:4cc7a570d0e4409587a753f901f7a736:ccd26583767442874eedbf4bec8d03c918fe744fec18fbb069f8ca624e9e4004c1a168a3cca11a4ad9e9d40a11c7893de0daddaff811624180cd646303308475'],
  ['PBKDF2 as PHC', '$pbkdf2-sha256$i=10000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$P4p6keVAguhK5AR1NBeYhCiqGUT9a9AcIF2vnGD6ptU'],
  ['PBKDF2 by passlib', '$pbkdf2-sha512$10000$MDEyMzQ1Njc4OWFiY2RlZg$ua1rAVHF54xpeDXbZQix.wrdMIo2mtB3aFAgO3OKVjMWJpKKG4uIV9KpR8v7F0EdVJeIn2as69E10qCQP0Ju2A'],
  ['PBKDF2 by Django', 'pbkdf2_sha256$20000$seasalt$2p6+CclM5te+CWoPXWpgkvoNYbWxv5C9fThv1EQTZB4='],
  ['PBKDF2 with SHA-1', 'pbkdf2_sha1$20000$seasalt$beK82zM1IKO70HpuHUYFS+E3+64='],
  ['Argon2id at less', '$argon2id$v=19$m=8192,t=1,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'],
  ['Argon2id by Django', 'argon2$argon2id$v=19$m=8192,t=1,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'],
] as readonly (readonly [string, string, string?])[]).map(([name, text, right = password]) => [name, text, right])

function zeros(bytes: number): string {
  return Buffer.alloc(bytes).toString('base64').replaceAll('=', '')
}

function foreign(text: string, isNfkc = false): Foreign {
  const read = readForeignHash(text, { isNfkc })
  if (typeof read === 'string') throw new Error(read)
  return read
}

describe('a hash that others made', () => {
  it.each(hashes)('%s is checked, and so is the spelling in which it is stored', async (_, text, right) => {
    const { stored, verify } = foreign(text)
    expect(await verify(right)).toBe(true)
    expect(await verify(`${right} `)).toBe(false)
    expect(foreign(stored).stored).toBe(stored)
    const hasher = createPasswordHasher()
    expect(await hasher.verify(right, stored)).toBe(true)
    expect(await hasher.verify(`${right}x`, stored)).toBe(false)
    expect(hasher.isCurrent?.(stored)).toBe(false)
  })

  it.each([
    ['better-auth', '456d276f9ea9d94159ad2803c0f11c2e:89f62e4229aa490ac3b411c5a090d2af4fc7f2c55046499578fcaf06e02a3e7241ad3967699ce4d1153c0caed945b1541eea988efe7e9de13c30a4c2c2d029c2'],
    ['Lucia', 's2:7d2260578561c2992272f16c959684ef:ea207fb92c5ed9ff36c74b6ae043a547cbced3d16454f5fa518b0b8a6be09dee08b1965983750d37db01cf7558b07a1f0f8ce01108f1c5ad584ca9597d45ceb2'],
  ])('of %s takes the password as it was normalised there', async (_, text) => {
    const { stored, verify } = foreign(text, true)
    expect([await verify(ligature), await foreign(stored).verify('fine harbour quilt')]).toEqual([true, true])
    expect(await foreign(text).verify(ligature)).toBe(false)
  })

  it.each([
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'], ['crypt SHA-512', '$6$abc$def'], ['a plain password', password], ['nothing', ''], ['Argon2i', '$argon2i$v=19$m=8192,t=1,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'],
    ['bcrypt as $2x$', '$2x$04$abcdefghijklmnopqrstuu7oVR0VRjVlr6iYuUO8CdCT6jQYyglz2'], ['a bcrypt of a salt that is none', `$2b$04$${'a'.repeat(22)}${'b'.repeat(31)}`], ['a bcrypt that was cut', '$2b$04$abcdefghijklmnopqrstuu7oVR0'],
    ['NFKC said twice', `{nfkc}{nfkc}${hashes[0]?.[1] ?? ''}`], ['Argon2id of too little memory', `$argon2id$v=19$m=15,t=1,p=2$${zeros(16)}$${zeros(32)}`],
    ['scrypt of a larger N than its blocks give', `$scrypt$ln=16,r=1,p=1$${zeros(16)}$${zeros(32)}`],
    ['a pair with a short key', 'a2e0140bd355bb40b04b8bb938f81b1e:8493cd48bc97'],
  ])('of a kind that nobody can check is told to be unknown: %s', (_, text) => {
    expect(readForeignHash(text)).toBe('unknown')
  })

  it.each([
    ['bcrypt', '$2b$15$abcdefghijklmnopqrstuu7oVR0VRjVlr6iYuUO8CdCT6jQYyglz2'], ['scrypt of much memory', '$scrypt$ln=18,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$wBRz0rruICRTJtwPiDudNkoRWHQ/FTaVy23c1Aq3kOs'],
    ['scrypt of many lanes', '$scrypt$ln=14,r=8,p=99$MDEyMzQ1Njc4OWFiY2RlZg$wBRz0rruICRTJtwPiDudNkoRWHQ/FTaVy23c1Aq3kOs'],
    ['scrypt of nothing', '$scrypt$ln=0,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$wBRz0rruICRTJtwPiDudNkoRWHQ/FTaVy23c1Aq3kOs'],
    ['PBKDF2', '$pbkdf2-sha256$i=2000001$MDEyMzQ1Njc4OWFiY2RlZg$P4p6keVAguhK5AR1NBeYhCiqGUT9a9AcIF2vnGD6ptU'],
    ['PBKDF2 of many blocks', `$pbkdf2-sha1$i=300000$${zeros(16)}$${zeros(129)}`], ['PBKDF2 of many blocks of SHA-512', `$pbkdf2-sha512$i=700000$${zeros(16)}$${zeros(129)}`],
    ['Argon2id of much memory', '$argon2id$v=19$m=262145,t=1,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'],
    ['Argon2id of many passes', '$argon2id$v=19$m=19456,t=99,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'],
  ])('A-07: that is dearer than a login may be is refused: %s', (_, text) => {
    expect(readForeignHash(text)).toBe('dear')
  })

  it('is tried once for its settings, and one that cannot be computed is found out', async () => {
    let tries = 0
    const verify = () => { tries++; return Promise.reject(new Error('out of bounds')) }
    const [one, other] = ['a', 'b'].map((salt) => `$none$n=${tries},of=this$${salt}$${zeros(32)}`)
    expect([await isComputable({ stored: one ?? '', verify }), await isComputable({ stored: other ?? '', verify }), tries]).toEqual([false, false, 1])
    expect(await isComputable(foreign(hashes[0]?.[1] ?? ''))).toBe(true)
  })

  it('A-08: that cannot be computed is a plain no, and takes as long as nobody\'s', async () => {
    const hasher = createPasswordHasher()
    const broken = `$argon2id$v=19$m=8,t=1,p=2$${zeros(16)}$${zeros(32)}`
    const time = async (stored: string | null) => {
      const at = performance.now()
      expect(await hasher.verify(password, stored)).toBe(false)
      return performance.now() - at
    }
    await time(null)
    const [nobodys, its] = [[await time(null), await time(null), await time(null)], [await time(broken), await time(broken), await time(broken)]]
    expect(Math.max(...its)).toBeGreaterThan(Math.min(...nobodys) / 2)
  })

  it('A-06: of bcrypt says of which passwords it saw only the beginning', async () => {
    const hasher = createPasswordHasher()
    const [, stored = ''] = hashes[0] ?? []
    expect(await hasher.isWhole?.('x'.repeat(72), stored)).toBe(true)
    expect(await hasher.isWhole?.('x'.repeat(73), stored)).toBe(false)
    expect(await hasher.isWhole?.('é'.repeat(37), stored)).toBe(false)
  })

  it('of bcrypt without its package is a fault that says what to install', async () => {
    await expect(loadBcrypt(() => Promise.reject(new Error('absent')))).rejects.toThrow('npm install @node-rs/bcrypt@1')
  })

  it('A-06: one of ours is current, one at less is not, and one at more stays', async () => {
    const [usual, dear] = [createPasswordHasher(), createPasswordHasher({ memoryKiB: 24_576, iterations: 2 })]
    const [hash, dearHash] = [await usual.hash(password), await dear.hash(password)]
    expect([usual.isCurrent?.(hash), usual.isCurrent?.(dearHash), dear.isCurrent?.(hash)]).toEqual([true, true, false])
  })
})
