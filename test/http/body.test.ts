/** Input that is not what a route takes: a 4xx with a code, before anything is hashed or written, repeating nothing. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Write } from '../../src/contracts.ts'
import { logIn } from '../support/client.ts'
import { faults, password, startInstance, type Instance } from '../support/instance.ts'
import { ask, asForm, asJson, type Asked, type Told } from './ask.ts'
import { addUser } from './people.ts'
import { watchedStore } from './watched-store.ts'

const canary = 'c4nary'
/** Takes JSON; what it takes of each member, so that one can be wrong at a time. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/auth/login': { username: 'mira', password, carrier: 'cookie', remember: false, refresh: 'body' },
  '/auth/signup': { username: 'anna', password, email: null, carrier: 'cookie', setup: null },
  '/auth/reauthenticate': { password },
  '/auth/password': { current_password: password, new_password: 'lantern orbit cobalt' },
  '/auth/refresh': { refresh_token: 'x' },
  '/auth/logout': { refresh_token: 'x' },
}
const paths = Object.keys(bodies)

let instance: Instance
let shown: Readonly<Record<string, string>>
const commits: (readonly Write[])[] = []
beforeEach(async () => {
  instance = await startInstance({
    store: watchedStore(({ verb, writes }) => { if (verb === 'commit') commits.push(writes) }),
  })
  await addUser(instance)
  shown = (await logIn(instance.auth, 'jwt')).shown
  commits.length = 0
  instance.hasher.calls.verify = 0
})

/** Sends it to a route as somebody who is logged in. */
function sendTo(path: string, asked: Asked): Promise<Told> {
  return ask(instance.auth, `POST ${path}`, { ...asked, headers: { ...asJson, ...shown, ...asked.headers } })
}

function expectRefused(answer: Told, status: number, code: string): void {
  expect([answer.status, answer.code]).toEqual([status, code])
  expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(canary)
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(commits).toEqual([])
  expect(instance.hasher.calls).toEqual({ hash: 0, verify: 0 })
  expect(faults).toEqual([])
}

const utf8 = (...bytes: number[]) => Uint8Array.from([...Buffer.from('{"password":"'), ...bytes, ...Buffer.from('"}')])

describe.each(paths)('E-11: POST %s', (path) => {
  it.each([
    ['half an object', `{"password":"${canary}"`], ['nothing', ''], ['white space', ' \n '], ['null', 'null'],
    ['a list', `["${canary}"]`],
    ['a text', `"${canary}"`], ['a number', '42'], ['two objects', `{}{"${canary}":1}`],
    ['single quotes', `{'${canary}':1}`],
    ['a comma too many', '{"password":"x",}'], ['a comment', `{/* ${canary} */}`],
    ['a control character', `{"password":"${canary}\u0001"}`],
    ['a member twice', `{"password":"x","password":"${canary}"}`],
    ['a member twice, spelled differently', `{"password":"x","p\\u0061ssword":"${canary}"}`],
    ['__proto__', `{"__proto__":{"password":"${canary}"}}`],
    ['constructor', `{"constructor":{"prototype":{"role":"${canary}"}}}`],
    ['half a surrogate pair', '{"password":"\\ud800"}'], ['the other half', '{"password":"\\udfff x"}'],
    ['half a pair as a name', '{"\\ud800":1}'],
    ['a byte order mark', '\ufeff{}'], ['NaN', '{"password":NaN}'], ['10,000 lists', '['.repeat(10_000)],
    ['1,000 objects', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['5,000 lists with an escape', `{"\\u0061":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['nine objects', `${'{"password":'.repeat(9)}"x"${'}'.repeat(9)}`], ['a form', `username=${canary}`],
  ])('is 400 for %s in place of one JSON object', async (_, body) => {
    expectRefused(await sendTo(path, { body }), 400, 'malformed_request')
  })

  it.each([
    ['a byte that begins nothing', utf8(0xff)], ['half a character', utf8(0xc3)],
    ['an overlong slash', utf8(0xc0, 0xaf)],
    ['a surrogate', utf8(0xed, 0xa0, 0x80)], ['UTF-16', Uint8Array.from(Buffer.from('{}', 'utf16le'))],
  ])('is 400 for %s, which is not UTF-8', async (_, body) => {
    expectRefused(await sendTo(path, { body }), 400, 'malformed_request')
  })

  it.each([
    'C4NARY', 'role', 'csrf', 'return_to', 'password[]', '$where', 'Password', 'password ', 'hasOwnProperty', 'userId',
    '',
  ])('A-17: is 400 for the member %j, which it does not know', async (name) => {
    expectRefused(
      await sendTo(path, { body: JSON.stringify({ ...bodies[path], [name]: canary }) }), 400, 'unknown_field',
    )
  })

  const members = Object.keys(bodies[path] ?? {})
  const wrong: readonly unknown[] = [
    42, true, [canary], [], { $ne: 1 }, { $gt: '' }, { toString: canary }, {}, Infinity, '__absent__',
  ]
  it.each(
    members.flatMap((name) => wrong.map((value) => [name, value] as const)),
  )('A-17: is 400 for %s of %j', async (name, value) => {
    const { [name]: right, ...others } = bodies[path] ?? {}
    const isRight = typeof value === typeof right && typeof right === 'boolean'
    const isOptional = value === '__absent__' && ![
      'username', 'password', 'current_password', 'new_password',
    ].includes(name)
    if (isRight || isOptional) return
    const sent = value === '__absent__' ? others : { ...others, [name]: value }
    // JSON has no infinity: it is sent as it stands in a text.
    const body = JSON.stringify(sent, (_, one: unknown) => one === Infinity ? '1e400' : one).replace('"1e400"', '1e400')
    expectRefused(await sendTo(path, { body }), 400, 'malformed_request')
  })

  it.each([
    ['text/plain', 'text/plain'], ['no type that we know', 'application/octet-stream'],
    ['almost JSON', 'application/jsonx'],
    ['JSON of another kind', 'application/merge-patch+json'], ['multipart', 'multipart/form-data; boundary=x'],
    ['two types', 'application/json, text/plain'],
    ['an empty type', ''],
  ])('B-16: is 415 for %s', async (_, type) => {
    const answer = await sendTo(path, { body: JSON.stringify(bodies[path]), headers: { 'content-type': type } })
    expectRefused(answer, 415, 'unsupported_media_type')
  })

  it('B-16: is 415 for a body without a type', async () => {
    const body = Uint8Array.from(Buffer.from(JSON.stringify(bodies[path])))
    expectRefused(await ask(instance.auth, `POST ${path}`, { headers: shown, body }), 415, 'unsupported_media_type')
  })

  it.each(['gzip', 'br', 'deflate', 'identity, gzip', 'x'])('is 415 for a body of encoding %s', async (encoding) => {
    const answer = await sendTo(path, { body: JSON.stringify(bodies[path]), headers: { 'content-encoding': encoding } })
    expectRefused(answer, 415, 'unsupported_media_type')
  })

  it.each([16_385, 17_000, 1_000_000])('is 413 for %d bytes', async (size) => {
    expectRefused(await sendTo(path, { body: canary.padEnd(size, ' ') }), 413, 'body_too_large')
  })

  it('is 413 for a length that is announced, before a byte is read', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({ pull: () => { pulled++ } }, { highWaterMark: 0 })
    expectRefused(await sendTo(path, { body, headers: { 'content-length': '16385' } }), 413, 'body_too_large')
    expect(pulled).toBe(0)
  })

  it('is 413 for a stream without end, of which it reads no more than it takes', async () => {
    let sent = 0
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024
        controller.enqueue(Buffer.alloc(1024, ' '))
      },
      cancel() { isCancelled = true },
    }, { highWaterMark: 0 })
    expectRefused(await sendTo(path, { body }), 413, 'body_too_large')
    expect(sent).toBe(17 * 1024)
    expect(isCancelled).toBe(true)
  })

  it('is 400 for a body that breaks off, and wakes no operator', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) { controller.error(new Error('the socket closed')) },
    })
    expectRefused(await sendTo(path, { body }), 400, 'malformed_request')
  })
})

describe('a body of 16 KB', () => {
  it('is read', async () => {
    const body = JSON.stringify({ username: 'mira', password: 'x' })
    expect((await sendTo('/auth/login', { body: body.padEnd(16_384, ' ') })).code).toBe('invalid_credentials')
  })

  it.each([
    'application/json; charset=utf-8', 'Application/JSON', ' application/json ', 'application/json;',
  ])('is read as %j', async (type) => {
    const body = JSON.stringify({ username: 'mira', password: 'x' })
    expect((await sendTo('/auth/login', { body, headers: { 'content-type': type } })).code).toBe('invalid_credentials')
  })
})

describe.each([
  '/auth/login', '/auth/signup', '/auth/logout', '/auth/password', '/auth/reauthenticate', '/auth/sessions/end',
])('A-17: a form to %s', (path) => {
  const sendForm = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask(instance.auth, `POST ${path}`, { headers: { ...shown, ...asForm, ...headers }, body })

  it.each([
    ['a member twice', `username=a&username=${canary}&csrf=x`, 400], ['a list', `username=a&password[]=${canary}`, 400],
    ['an object', `username=a&password[$ne]=${canary}`, 400], ['an unknown member', `role=${canary}`, 400],
    ['__proto__', `__proto__=${canary}`, 400], ['constructor', `constructor=${canary}`, 400],
    ['a carrier', `carrier=${canary}`, 400],
    ['a byte that begins nothing', `csrf=%FF${canary}`, 400], ['half a character', `csrf=%C3&username=${canary}`, 400],
    ['a surrogate', 'csrf=%ED%A0%80', 400], ['what is no percent code', `csrf=%zz${canary}`, 400],
    ['a byte order mark', '\ufeffcsrf=x', 400], ['its token twice', `csrf=x&csrf=${canary}`, 400],
    ['JSON', `{"csrf":"${canary}"}`, 400], ['17 KB', `csrf=${canary.padEnd(17_000, 'x')}`, 413],
  ])('is refused with %s', async (_, body, status) => {
    const answer = await sendForm(body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.text).not.toContain(canary)
    expect(commits).toEqual([])
    expect(instance.hasher.calls).toEqual({ hash: 0, verify: 0 })
  })

  it('is refused with bytes that are not UTF-8', async () => {
    expect((await sendForm(Uint8Array.from([...Buffer.from('csrf='), 0xff]))).status).toBe(400)
  })

  it('is refused when compressed', async () => {
    expect((await sendForm('csrf=x', { 'content-encoding': 'gzip' })).status).toBe(415)
  })
})

describe('A-17: a route that only forms post to', () => {
  it.each([
    '/auth/sessions/end', '/auth/sessions/AAAAAAAAAAAAAAAAAAAAAA/end',
  ])('takes no JSON and no empty body: %s', async (path) => {
    expectRefused(await sendTo(path, { body: '{}' }), 415, 'unsupported_media_type')
    expectRefused(await ask(instance.auth, `POST ${path}`, { headers: shown }), 415, 'unsupported_media_type')
    expectRefused(await ask(instance.auth, `POST ${path}`, { headers: asJson, body: '{}' }), 401, 'credential_missing')
    expect((await ask(instance.auth, 'GET /auth/me', { headers: shown })).status).toBe(200)
  })
})

describe('A-18: credentials in an address', () => {
  it.each([
    'GET /auth/login', 'GET /auth/signup', 'HEAD /auth/login',
  ])('%s refuses them and repeats none', async (line) => {
    const answer = await ask(instance.auth, `${line}?username=mira&password=${canary}`)
    expect(answer.status).toBe(400)
    expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(canary)
  })

  it('POST does not look there', async () => {
    const answer = await sendTo(`/auth/login?username=mira&password=${encodeURIComponent(password)}`, { body: '{}' })
    expectRefused(answer, 400, 'malformed_request')
  })
})

it('E-06: after all of it every object is as it was', () => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual([
    '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', '__proto__', 'constructor',
    'hasOwnProperty',
    'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf',
  ])
})
