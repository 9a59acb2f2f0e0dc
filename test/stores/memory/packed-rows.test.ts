/** Packed tables answer as `rows` does, whatever the keys and whatever happens to the rows. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Secret, Session } from '../../../src/contracts.ts'
import { columns } from '../../../src/stores/columns.ts'
import { packedSecrets } from '../../../src/stores/memory/packed/secrets.ts'
import { packedSessions } from '../../../src/stores/memory/packed/sessions.ts'
import { inPage, slots } from '../../../src/stores/memory/packed/slots.ts'
import { decodeInto, spellId } from '../../../src/stores/memory/packed/spelling.ts'
import { texts } from '../../../src/stores/memory/packed/texts.ts'
import { rows } from '../../../src/stores/memory/rows.ts'
import type { Rows } from '../../../src/stores/memory/rows.ts'
import { secret, session } from '../../../src/testing/store/rows.ts'

const digest = (text: string, bytes = 32) => createHash('sha256').update(text).digest().subarray(0, bytes).toString('base64url')

/** Ids and what is nearly one: stray last bits, other letters, no bytes at all, and the bytes that stand for an odd text. */
const keys = [
  digest('1', 16), digest('2', 16), 'A'.repeat(22), `${'A'.repeat(21)}B`, `${'A'.repeat(21)}é`, '', 'odd', digest('odd', 16),
  digest('1'), digest('2'), 'A'.repeat(43), `${'A'.repeat(42)}B`, digest('odd'), 'ĀāĂ', digest('1', 48),
]
const key = fc.constantFrom(...keys)
const keyOrNull = fc.option(key, { freq: 3 })
const time = fc.constantFrom(0, 1, -1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER)

const sessions = fc.record<Session>({
  id: key, subject: keyOrNull, carrier: fc.constantFrom('cookie', 'jwt'), scope: fc.option(fc.constantFrom(['a'], [])),
  root: keyOrNull, data: fc.option(fc.constant('{"a":1}')), dataVersion: fc.nat(2), created: time, authTime: time,
  lastSeen: time, idle: time, absoluteEnd: time, remember: fc.boolean(), epoch: fc.nat(2),
  address: fc.option(fc.constantFrom('', '192.0.2.1')), agent: fc.option(fc.constantFrom('', 'a browser')),
})
const secrets = fc.record<Secret>({
  digest: key, purpose: fc.constantFrom('session', 'refresh'), session: keyOrNull, user: keyOrNull, generation: fc.nat(2),
  kid: keyOrNull, created: time, expires: time, consumed: fc.option(time), lastUsed: fc.option(time), detail: keyOrNull,
})

const plainSessions = () => rows<Session, 'subject' | 'visitor'>({
  indices: { subject: ({ subject }) => subject, visitor: ({ subject }) => subject === null ? '' : null },
})
const plainSecrets = () => rows<Secret, 'session' | 'user'>({ indices: { session: (one) => one.session, user: ({ user }) => user } })

type Step<Row> =
  | { readonly do: 'put', readonly row: Row }
  | { readonly do: 'remove', readonly key: string }
  /** The last change is taken back, as a commit that fails does. */
  | { readonly do: 'undo' }

function steps<Row>(row: fc.Arbitrary<Row>): fc.Arbitrary<Step<Row>[]> {
  return fc.array(fc.oneof(
    { weight: 5, arbitrary: row.map((one) => ({ do: 'put', row: one }) as const) },
    { weight: 2, arbitrary: key.map((one) => ({ do: 'remove', key: one }) as const) },
    { weight: 1, arbitrary: fc.constant({ do: 'undo' } as const) },
  ), { maxLength: 60 })
}

/** Answers what each step found there. */
function play<Row>(table: Rows<Row>, taken: readonly Step<Row>[], keyOf: (row: Row) => string): (Row | undefined)[] {
  let undo = () => {}
  return taken.map((step) => {
    if (step.do === 'undo') {
      undo()
      return undefined
    }
    const at = step.do === 'put' ? keyOf(step.row) : step.key
    const before = table.put(at, step.do === 'put' ? step.row : undefined)
    undo = () => void table.put(at, before)
    return before
  })
}

function told<Row, Name extends string>(table: Rows<Row, Name>, indices: readonly Name[]): unknown {
  return {
    size: table.size, all: [...table.all()], each: keys.map((at) => table.get(at)),
    by: indices.map((name) => keys.map((at) => [...table.by(name, at)])),
  }
}

describe('packed rows', () => {
  it('of sessions answer as plain ones do', () => {
    fc.assert(fc.property(steps(sessions), (taken) => {
      const [packed, plain] = [packedSessions(), plainSessions()]
      const keyOf = ({ id }: Session) => id
      expect(play(packed, taken, keyOf)).toEqual(play(plain, taken, keyOf))
      expect(told(packed, ['subject', 'visitor'])).toEqual(told(plain, ['subject', 'visitor']))
    }))
  })

  it('of secrets answer as plain ones do', () => {
    fc.assert(fc.property(steps(secrets), (taken) => {
      const [packed, plain] = [packedSecrets(), plainSecrets()]
      const keyOf = (one: Secret) => one.digest
      expect(play(packed, taken, keyOf)).toEqual(play(plain, taken, keyOf))
      expect(told(packed, ['session', 'user'])).toEqual(told(plain, ['session', 'user']))
    }))
  })

  it('have their members in the order of the columns, as in other stores', () => {
    const [ofSessions, ofSecrets] = [packedSessions(), packedSecrets()]
    ofSessions.put('a', session('a'))
    ofSecrets.put('a', secret('a'))
    expect(Object.keys(ofSessions.get('a') ?? {})).toEqual(Object.keys(columns.session))
    expect(Object.keys(ofSecrets.get('a') ?? {})).toEqual(Object.keys(columns.secret))
  })

  it.each([['packed', () => packedSecrets()], ['plain', plainSecrets]] as const)(
    'may change while they are walked: what left is not met, what came is (%s)',
    (_, made) => {
      const table = made()
      const put = (one: string) => table.put(one, secret(one, { session: 's' }))
      for (const one of ['a', 'b', 'c', 'd']) put(one)
      const met = []
      for (const { digest: one } of table.all()) {
        met.push(one)
        if (one === 'a') for (const gone of ['a', 'b']) table.put(gone, undefined)
        if (one === 'c') put('e')
        if (one === 'e') table.put('e', undefined)
      }
      expect(met).toEqual(['a', 'c', 'd', 'e'])
      for (const { digest: one } of table.by('session', 's')) table.put(one, undefined)
      expect(table.size).toBe(0)
    },
  )

  it('are found among thousands, when most have gone and others came', () => {
    const [packed, plain] = [packedSessions(), plainSessions()]
    const at = (n: number) => n % 7 === 0 ? `odd ${n}` : digest(String(n), 16)
    for (const table of [packed, plain]) {
      for (let n = 0; n < 5000; n++) table.put(at(n), session(at(n), { subject: n % 3 === 0 ? null : `user ${n % 10}` }))
      for (let n = 0; n < 5000; n++) if (n % 5 !== 0) table.put(at(n), undefined)
      for (let n = 4000; n < 8000; n++) table.put(at(n), session(at(n), { subject: n % 2 === 0 ? null : 'user 1' }))
    }
    expect([...packed.all()]).toEqual([...plain.all()])
    expect([...packed.by('subject', 'user 1')]).toEqual([...plain.by('subject', 'user 1')])
    expect([...packed.by('visitor', '')]).toEqual([...plain.by('visitor', '')])
    const found = (table: typeof packed) => Array.from({ length: 8000 }, (_, n) => table.get(at(n))?.id)
    expect(found(packed)).toEqual(found(plain))
  })
})

it('a slot that is cleared holds nothing of what stood there', () => {
  const room = slots<string>({ times: 2, held: 1 })
  const column = texts(room, { from: 0, bytes: 16 })
  const { words, held } = room.page(1)
  column.set(1, digest('1', 16))
  held[inPage(1)] = '192.0.2.1'
  expect(words.some((word) => word !== 0)).toBe(true)
  room.clear(1)
  expect([words.every((word) => word === 0), held.every((one) => one === undefined)]).toEqual([true, true])
})

describe('the spelling of ids', () => {
  it('goes both ways', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const read = new Uint8Array(16)
      expect(spellId(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      expect(decodeInto(read, spellId(bytes))).toBe(true)
      expect(read).toEqual(bytes)
    }))
  })

  it('is the canonical one, of whatever length', () => {
    const unit = fc.constantFrom(...'AQgwBz09-_=+/ éĀ\n')
    fc.assert(fc.property(fc.integer({ min: 1, max: 33 }), fc.string({ unit, maxLength: 44 }), (length, text) => {
      const bytes = Buffer.from(text, 'base64url')
      expect(decodeInto(new Uint8Array(length), text)).toBe(bytes.length === length && bytes.toString('base64url') === text)
    }), { numRuns: 2000 })
  })
})
