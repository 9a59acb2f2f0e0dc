/** The seven steps: what is shown is what was sent, done and answered, and nothing of it is made up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LaneFacts, lanes, type Message, type Seen } from '../../src/lab/facts.ts'
import { createLabInstance } from '../../src/lab/instance.ts'
import { addPerson, type Person, runLane } from '../../src/lab/logins.ts'
import { now, world } from './world.ts'

const instance = createLabInstance(world)
let person: Person
let facts: readonly LaneFacts[]

beforeAll(async () => {
  person = await addPerson(instance)
  facts = await Promise.all(lanes.map((lane) => runLane(instance, person, lane)))
})
afterAll(() => instance.auth.close())

const messagesOf = ({ login, resource }: LaneFacts): readonly Message[] => [login.request, login.response, resource.request, resource.response]
const reads = (seen: readonly Seen[]) => seen.filter(({ did }) => did === 'read').length

describe('a lane', () => {
  it('logs in, and is given the resource', () => {
    for (const { login, resource, lane, session } of facts) {
      expect([login.status, resource.status]).toEqual([200, 200])
      expect(JSON.parse(resource.response.body)).toMatchObject({ carrier: lane, session })
    }
  })

  it('shows the password as bullets, and counts it in the bytes', () => {
    for (const one of facts) {
      expect(JSON.stringify(one)).not.toContain(person.password)
      expect(one.login.request.body).toContain('"password":"••••••••"')
      const shown = wholeOf(one.login.request)
      expect(one.login.request.bytes).toBe(Buffer.byteLength(shown.replace('••••••••', person.password)))
    }
  })

  it('counts the bytes that HTTP/1.1 writes', () => {
    for (const one of facts) {
      for (const message of messagesOf(one).filter(({ body }) => !body.includes('•'))) expect(message.bytes).toBe(Buffer.byteLength(wholeOf(message)))
      expect(one.carried.bytes).toBe(Buffer.byteLength(`${one.carried.name}: ${one.carried.value}\r\n`))
    }
  })

  it('asks the store for a cookie, and for a JWT and a token not', () => {
    expect(facts.map(({ seenAtResource }) => reads(seenAtResource))).toEqual([1, 0, 0])
  })

  it('hashes the password once, and makes one credential and one session', () => {
    for (const { seenAtLogin, session, credential } of facts) {
      expect(seenAtLogin.filter(({ did }) => did === 'hash')).toHaveLength(1)
      expect(seenAtLogin.filter(({ did }) => did === 'issue')).toMatchObject([{ characters: credential.length }])
      const writes = seenAtLogin.flatMap((seen) => seen.did === 'commit' ? seen.writes : [])
      expect(writes.filter((write) => write.do === 'insert' && write.table === 'session')).toMatchObject([{ row: { id: session, created: now } }])
    }
  })

  it('stores no credential', () => {
    for (const { seenAtLogin, credential } of facts) expect(JSON.stringify(seenAtLogin)).not.toContain(credential)
  })

  it('takes times, and sees nothing of a lane that runs beside it', () => {
    for (const { lane, seenAtLogin } of facts) {
      for (const { ms } of seenAtLogin) expect(ms).toBeGreaterThan(0)
      const carriers = seenAtLogin.flatMap((seen) => seen.did === 'commit' ? seen.writes : [])
        .flatMap((write) => write.do === 'insert' && write.table === 'session' ? [write.row.carrier] : [])
      expect(carriers).toEqual([lane])
    }
  })

  it('gives a cookie that no script reads, under a name of the lab', () => {
    const [cookie, jwt] = facts
    expect(cookie?.setCookie).toMatch(/^__Host-lab-session=lk_se_[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    expect(jwt?.setCookie).toBeNull()
  })
})

function wholeOf({ start, fields, body }: Message): string {
  return `${[start, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n${body}`
}
