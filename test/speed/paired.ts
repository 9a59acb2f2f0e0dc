/**
 * Measures hot paths beside the bare work that they cannot do without, and prints how much of that speed each reaches. In a process
 * of its own, on src as Node runs it: under a test runner every call between files goes through something else.
 */
import { createDecipheriv, createHmac, hash, timingSafeEqual, verify } from 'node:crypto'
import { argv } from 'node:process'
import { jwt } from '../../src/formats/jwt.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { readCookie } from '../../src/cookies/parse.ts'
import { createAuth } from '../../src/create-auth.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import type { Carrier, Grant, Key, Keys, RequestView } from '../../src/contracts.ts'
import { randomId, randomSecret } from '../../src/crypto/random.ts'
import { memoryStore } from '../../src/stores/memory.ts'

interface Pair {
  readonly name: string
  ours(): unknown
  bare(): unknown
}

const origin = 'https://app.example.com'
const password = 'harbour quilt seven'
const now = Math.floor(Date.now() / 1000)

function grant(): Grant {
  return {
    purpose: 'access', issuer: origin, audience: origin, subject: randomId(), session: randomId(), credential: randomId(),
    secret: randomSecret(), issuedAt: now, expiresAt: now + 3600, authTime: now, epoch: 0, version: 0, scope: null, roles: ['editor'],
  }
}

function ringOf(key: Key): Keys {
  const keys = [key]
  return { all: () => keys, find: () => key, current: () => key }
}

function signed(algorithm: 'HS256' | 'EdDSA'): readonly Pair[] {
  const format = jwt({ algorithm })
  const key = generateKey('jwt', algorithm)
  const ring = ringOf(key)
  const { credential } = format.issue(grant(), ring) as { credential: string } // ours are synchronous
  const [input, payload, signature] = [credential.slice(0, credential.lastIndexOf('.')), credential.split('.')[1] ?? '', credential.split('.')[2] ?? '']
  const bytes = Buffer.from(input)
  const raw = Buffer.from(signature, 'base64url')
  const mac = () => createHmac('sha256', key.secret).update(input).digest()
  const bareVerify = algorithm === 'HS256'
    ? () => timingSafeEqual(mac(), Buffer.from(signature, 'base64url')) && JSON.parse(Buffer.from(payload, 'base64url').toString())
    : () => key.public !== undefined && verify(null, bytes, key.public, raw)
  const verifying = { name: `${algorithm} verify`, ours: () => format.verify(credential, ring), bare: bareVerify }
  const next = grant()
  return algorithm === 'EdDSA' ? [verifying] : [verifying, { name: `${algorithm} sign`, ours: () => format.issue(next, ring), bare: mac }]
}

function tokens(): readonly Pair[] {
  const format = sealed({ issuer: origin, audience: origin, clock: () => now })
  const key = generateKey('token', 'HKDF')
  const ring = ringOf(key)
  const next = grant()
  const { credential } = format.issue(next, ring) as { credential: string } // ours are synchronous
  const [nonce, text] = [Buffer.alloc(12), Buffer.alloc(60)]
  const bare = () => createDecipheriv('aes-256-gcm', key.secret, nonce).update(text)
  return [
    { name: 'token open', ours: () => format.verify(credential, ring), bare },
    { name: 'token mint', ours: () => format.issue(next, ring), bare },
  ]
}

/** What a request pays that shows what was shown before. The bare work is one digest of a credential. */
async function requests(): Promise<readonly Pair[]> {
  const auth = createAuth({
    origin, secret: randomSecret(), store: memoryStore(), jwtAlgorithm: 'HS256', pages: null,
    passwordHasher: { hash: (text) => Promise.resolve(text), verify: (text, phc) => Promise.resolve(text === phc) },
  })
  await auth.users.add({ username: 'ada', email: null, password, roles: [] })
  const pairOf = async ({ name }: Carrier): Promise<Pair> => {
    const login = await auth.login({ username: 'ada', password, carrier: name })
    if (!login.ok) throw new Error(`the login was refused: ${login.code}`)
    const { credential } = login.issued
    const shown = name === 'cookie' ? { cookie: `theme=dark; __Host-latchkey=${credential}` } : { authorization: `Bearer ${credential}` }
    const headers: Readonly<Record<string, string>> = shown
    const view: RequestView = { method: 'GET', path: '/', header: (of) => headers[of] }
    await auth.authenticate(view)
    return { name: `request with a known ${name}`, ours: () => auth.authenticate(view), bare: () => hash('sha256', credential, 'base64url') }
  }
  return Promise.all(auth.carriers.map(pairOf))
}

function cookies(): Pair {
  const header = `_ga=GA1.2.1234567890.1700000000; theme=dark; __Host-latchkey=lk_se_${'A'.repeat(43)}; lang=en`
  return { name: 'one cookie', ours: () => readCookie(header, '__Host-latchkey'), bare: () => hash('sha256', header, 'base64url') }
}

/** Microseconds for one, over a slice of time that a clock can tell. */
async function cost(work: () => unknown, calls: number): Promise<number> {
  const start = performance.now()
  let last: unknown
  for (let call = 0; call < calls; call++) last = work()
  await last
  return (performance.now() - start) * 1000 / calls
}

/** How much of the speed of the bare work ours has, each by its best round: what disturbs only takes. */
async function share({ ours, bare }: Pair, rounds: number): Promise<number> {
  const milliseconds = 4
  const callsOf = async (work: () => unknown) => Math.max(10, Math.round(milliseconds * 1000 / await cost(work, 300)))
  const calls = [await callsOf(bare), await callsOf(ours)] as const
  const best = { bare: Infinity, ours: Infinity }
  for (let round = 0; round < rounds; round++) {
    best.bare = Math.min(best.bare, await cost(bare, calls[0]))
    best.ours = Math.min(best.ours, await cost(ours, calls[1]))
  }
  return best.bare / best.ours
}

const shares: Record<string, number> = {}
for (const pair of [...signed('HS256'), ...signed('EdDSA'), ...tokens(), cookies(), ...await requests()]) {
  shares[pair.name] = await share(pair, Number(argv[2] ?? 15))
}
process.stdout.write(JSON.stringify(shares))
process.exit() // an instance keeps a timer
