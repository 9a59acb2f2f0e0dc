/** Starts that a setting, a file or another program makes impossible: one sentence that names it, and exit code 1. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { secret } from '../support/instance.ts'
import { databaseIn, freePort, newFolder, run, startServer, type Settings } from '../support/server.ts'
import { fetchFrom, mira } from '../support/wire.ts'
import { expectSentence } from './sentence.ts'

const elsewhere = { LATCHKEY_ORIGIN: 'https://app.example.com', LATCHKEY_SECRET: secret }

describe('a start that a setting makes impossible', () => {
  const tooShort = 'correct-horse'

  it.concurrent.each<[string, Settings]>([
    ['PORT', { PORT: '' }],
    ['PORT', { PORT: '0' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '0x1f90' }],
    ['PORT', { PORT: '80 80' }],
    ['HOST', { ...elsewhere, HOST: 'no-such-host.invalid' }],
    ['HOST', { ...elsewhere, HOST: '192.0.2.1' }],
    ['LATCHKEY_ORIGIN', { HOST: '0.0.0.0' }],
    ['LATCHKEY_ORIGIN', { HOST: '' }],
    ['LATCHKEY_ORIGIN', { LATCHKEY_ORIGIN: '' }],
    ['LATCHKEY_ORIGIN', { LATCHKEY_ORIGIN: 'app.example.com' }],
    ['LATCHKEY_ORIGIN', { ...elsewhere, LATCHKEY_ORIGIN: 'http://app.example.com' }],
    ['LATCHKEY_ORIGIN', { ...elsewhere, LATCHKEY_ORIGIN: 'https://app.example.com/' }],
    ['LATCHKEY_ORIGIN', { ...elsewhere, HOST: '0.0.0.0', LATCHKEY_ORIGIN: 'https://user@app.example.com' }],
    ['LATCHKEY_ORIGIN', { ...elsewhere, LATCHKEY_ORIGIN: 'javascript:alert(1)' }],
    ['LATCHKEY_SECRET', { LATCHKEY_ORIGIN: 'https://app.example.com' }],
    ['LATCHKEY_SECRET', { LATCHKEY_SECRET: '' }],
    ['LATCHKEY_SECRET', { LATCHKEY_SECRET: 'secret' }],
    ['LATCHKEY_SECRET', { LATCHKEY_SECRET: tooShort }],
    ['LATCHKEY_SECRET', { LATCHKEY_SECRET: 'changeme-changeme-changeme-changeme' }],
    ['LATCHKEY_SECRET', { LATCHKEY_SECRET: `${secret},${tooShort}` }],
    ['LATCHKEY_SIGNUP', { LATCHKEY_SIGNUP: 'yes' }],
    ['LATCHKEY_TRUSTED_PROXIES', { LATCHKEY_TRUSTED_PROXIES: 'all' }],
    ['LATCHKEY_TRUSTED_PROXIES', { LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/' }],
    ['LATCHKEY_DATABASE_URL', { LATCHKEY_DATABASE_URL: `mysql://latchkey:${tooShort}@db/latchkey` }],
    ['database', { LATCHKEY_DATABASE_URL: `postgres://latchkey:${tooShort}@127.0.0.1:1/latchkey` }],
    ['LATCHKEY_DATA_DIR', { LATCHKEY_DATA_DIR: '' }],
    ['LATCHKEY_TLS_KEY', { LATCHKEY_TLS_CERT: 'cert.pem' }],
    ['LATCHKEY_TLS_CERT', { LATCHKEY_TLS_KEY: 'key.pem' }],
    ['LATCHKEY_TLS_CERT', { LATCHKEY_TLS_CERT: 'no-such.pem', LATCHKEY_TLS_KEY: 'no-such.pem' }],
    ['LATCHKEY_ORGIN', { LATCHKEY_ORGIN: 'https://app.example.com' }],
  ])('names %s in one sentence, and no secret: %j', async (name, settings) => {
    const ran = await run(['serve'], { settings: { PORT: String(await freePort()), ...settings } })
    expectSentence(ran, name)
    for (const value of [secret, tooShort]) expect(ran.stderr).not.toContain(value)
  })

  it('names the port on which another program listens', async () => {
    const { port } = await startServer()
    expectSentence(await run(['serve'], { settings: { PORT: String(port) } }), 'PORT', String(port))
  })

  it('names a data folder that cannot be made, or not be written to', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'a-file'), '')
    for (const path of ['a-file', 'a-file/below']) {
      expectSentence(await run(['serve'], { folder, settings: { LATCHKEY_DATA_DIR: path } }), path)
    }
  })

  it('names a secret file that was emptied', async () => {
    const { folder, stop } = await startServer()
    await stop()
    writeFileSync(join(folder, '.latchkey', 'secret'), '')
    expectSentence(await run(['serve'], { folder }), join('.latchkey', 'secret'))
  })

  it('F-19: names a database of a newer version, and leaves it as it is', async () => {
    const { folder, stop } = await startServer()
    await stop()
    setVersion(databaseIn(folder), 999)
    const before = readFileSync(databaseIn(folder))
    expectSentence(await run(['serve'], { folder }), 'newer version', 'latchkey.db', '999')
    expect(readFileSync(databaseIn(folder)).equals(before)).toBe(true)
  })

  it.each([
    ['a text', 'This is no database, and it is long enough to have the header of one. '.repeat(20)],
    ['a database cut short', null],
  ])('names a file that is not a database: %s', async (_, content) => {
    const { folder, stop } = await startServer()
    await stop()
    const cut = readFileSync(databaseIn(folder)).subarray(0, 5000)
    for (const end of ['', '-wal', '-shm']) rmSync(databaseIn(folder) + end, { force: true })
    writeFileSync(databaseIn(folder), content ?? cut, { mode: 0o600 })
    expectSentence(await run(['serve'], { folder }), 'latchkey.db')
  })

  it('names the key that no secret opens, after the secret file was lost', async () => {
    const { folder, stop } = await startServer()
    await stop()
    rmSync(join(folder, '.latchkey', 'secret'))
    expectSentence(await run(['serve'], { folder }), 'secret')
  })
})

function setVersion(file: string, version: number): void {
  const opened = new DatabaseSync(file)
  opened.exec(`PRAGMA user_version = ${version}`)
  opened.close()
}

describe('the configuration file', () => {
  function folderWith(name: string, content: string): string {
    const folder = newFolder()
    writeFileSync(join(folder, name), content)
    return folder
  }

  it.each(['ts', 'mjs', 'js'])('latchkey.config.%s is read, and the environment goes before it', async (ending) => {
    const typed = `const signup${ending === 'ts' ? ': string' : ''} = 'closed'`
    const settings = `{ signup, port: 1, dataDir: 'kept', limits: { leeway: 10 } }`
    const folder = folderWith(`latchkey.config.${ending}`, `${typed}\nexport default ${settings}\n`)
    const server = await startServer({ folder })
    expect(server.stdout()).toContain(`Records: ${join('kept', 'latchkey.db')}. Sign-up: closed.`)
    expect((await fetchFrom(server.origin)('POST /auth/signup', { json: mira })).status).toBe(403)
  })

  it('latchkey.config.mjs may give the pages a name and colours, and is told in one sentence where they are hard to read', async () => {
    const config = 'export default { pages: { name: "Harbour & Sons", theme: { light: { accent: "#8fd3ff", onAccent: "#fff" } } } }'
    const server = await startServer({ folder: folderWith('latchkey.config.mjs', config) })
    const page = await fetchFrom(server.origin)('GET /auth/login', {})
    expect(page.text).toContain('<title>Log in · Harbour &amp; Sons</title>')
    expect(server.stdout().match(/The theme is hard to read[^\n"]*/g)).toHaveLength(1)
  })

  it.concurrent.each([
    ['is no program', 'export default', 'cannot be read'],
    ['throws, on two lines', 'throw new Error("one\\ntwo")', 'one'],
    ['imports what is not there', 'import "no-such-package"', 'no-such-package'],
    ['exports nothing', 'export const port = 3000', 'default export'],
    ['exports a function', 'export default () => ({})', 'default export'],
    ['exports a list', 'export default []', ''],
    ['misspells a setting', 'export default { orgin: "https://app.example.com" }', 'orgin'],
    ['has a colour that is none', 'export default { pages: { theme: { light: { accent: "blue" } } } }', 'theme.light.accent'],
    ['misspells a limit', 'export default { limits: { acessLife: 60 } }', 'limits.acessLife'],
    ['misspells a rule', 'export default { passwords: { least: 8 } }', 'passwords.least'],
    ['sets a limit too high', 'export default { limits: { leeway: 500 } }', 'limits.leeway'],
    ['sets half a lifetime', 'export default { limits: { session: { idle: 60 } } }', 'limits.session.absolute'],
    ['asks for TLS without files', 'export default { tls: true }', 'tls'],
    ['asks for an algorithm that is none', 'export default { jwtAlgorithm: "none" }', 'jwtAlgorithm'],
    ['gives a secret that is a number', 'export default { secret: 12345678 }', 'secret'],
    ['gives a port that is a text', 'export default { port: "3000" }', 'port'],
    ['gives a folder that is a number', 'export default { dataDir: 5 }', 'dataDir'],
  ])('stops the start in one sentence where it %s', async (_, content, part) => {
    const folder = folderWith('latchkey.config.mjs', content)
    const ran = await run(['serve'], { folder, settings: { PORT: String(await freePort()) } })
    expectSentence(ran, part)
    expect(ran.stderr).not.toContain('12345678')
  })
})
