/** examples/: each starts by its own file against the package as it is packed, and does what its README says. Next: test/next/. */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { installedFolder, launch, root, type Program } from '../support/installed.ts'
import { expectNotes, tom } from '../support/notes.ts'
import { freePort } from '../support/server.ts'
import { type Ask, bodyOf, fetchFrom, logIn, mira, shownBy, signUp, cookieOf } from '../support/wire.ts'

const folder = join(installedFolder(), 'examples')
beforeAll(() => { cpSync(join(root, 'examples'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') }) })

interface Started { readonly origin: string, readonly ask: Ask, readonly program: Program }

/** By the command of its package.json, with nothing kept from before. */
async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const port = await freePort()
  const cwd = join(folder, name)
  rmSync(join(cwd, 'data'), { recursive: true, force: true })
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { scripts: { start: string } } // our own file
  const program = launch(scripts.start.replace('node ', ''), { cwd, env: { PORT: String(port), ...env } })
  const origin = `http://localhost:${port}`
  await program.hear(`at ${origin}`)
  return { origin, program, ask: fetchFrom(origin) }
}

describe.each(['express', 'fastify', 'hono', 'node'])('examples/%s', (name) => {
  it('keeps the notes of each user, and shares one by a link that opens once', async () => {
    const { origin, ask, program } = await start(name)
    await expectNotes(origin, ask)
    await program.kill()
  })
})

it('examples/verify-only takes a JWT of the notes, and says 503 while it has no keys', async () => {
  const away = await start('verify-only', { ISSUER: `http://localhost:${await freePort()}` })
  const { origin, ask, program } = await start('hono')
  const { ask: check } = await start('verify-only', { ISSUER: origin })
  const id = (bodyOf(await signUp(ask))['user'] as { id: string }).id // the contract tests hold the shape
  const { shown, credential } = await logIn(ask, 'jwt')
  const told = await check('GET /', { headers: shown })
  expect([told.status, bodyOf(told)]).toEqual([200, { subject: id, secondsLeft: expect.closeTo(600, -1) }])
  const refused = await Promise.all(['', `Bearer ${credential}x`, (await logIn(ask, 'token')).shown['authorization'] ?? ''].map((authorization) => (
    check('GET /', { headers: authorization === '' ? {} : { authorization } })
  )))
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401])
  expect((await away.ask('GET /', { headers: shown })).status).toBe(503)
  await program.kill()
  expect((await check('GET /', { headers: shown })).status, 'the issuer is not asked again').toBe(200)
})

it('examples/command-line writes and lists by an API key, until that is revoked', async () => {
  const { origin, ask } = await start('node')
  await signUp(ask)
  const { shown } = await logIn(ask, 'jwt')
  const { key, id } = bodyOf(await ask('POST /auth/keys', { headers: shown, json: { name: 'terminal' } }))
  const run = async (words: readonly string[], env: Readonly<Record<string, string>> = { NOTES_KEY: String(key) }) => {
    const program = launch('notes.ts', { cwd: join(folder, 'command-line'), words, env: { NOTES_ORIGIN: origin, ...env } })
    return [await program.ended, program.said()]
  }
  expect(await run(['write', 'Buy', 'tea'])).toEqual([0, ''])
  expect(await run(['list'])).toEqual([0, 'Buy tea\n'])
  expect(await run(['list'], {})).toEqual([1, expect.stringContaining(`make one at ${origin}/auth/account`)])
  await ask(`DELETE /auth/keys/${String(id)}`, { headers: shown })
  expect(await run(['list'])).toEqual([1, expect.stringContaining('revoked')])
})

it('examples are typed by what is packed, with no declaration of their own', () => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.startsWith('next'))
  const options = '--noEmit --strict --allowImportingTsExtensions --module nodenext --target es2024 --types node --skipLibCheck'.split(' ')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const { stdout, status } = spawnSync(execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...names], { cwd: folder, encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
  expect(names).toHaveLength(8)
})

describe.skipIf(!hasBrowser)('in a browser', () => {
  it('examples/express: somebody signs up by the page, writes, and shares with somebody else, once', async () => {
    const { origin } = await start('express')
    const browser = await openBrowser()
    const [page, reader] = await Promise.all([browser.newPage(), browser.newPage()])
    await page.goto(origin)
    await page.getByRole('link', { name: 'Sign up' }).click()
    await page.locator('[name=username]').fill('ann')
    await page.locator('[name=password]').fill(mira.password)
    await page.locator('form [type=submit], form button.go').first().click()
    await page.waitForURL((url) => !url.pathname.endsWith('/signup'))
    await page.goto(origin)
    await page.getByRole('textbox', { name: 'A note' }).fill('Buy tea')
    await page.getByRole('button', { name: 'Write' }).click()
    await page.getByRole('button', { name: 'Share once' }).click()
    const link = await page.locator('#link').getAttribute('href') ?? ''
    expect((await reader.goto(link))?.status()).toBe(200)
    expect(await reader.locator('body').textContent()).toBe('Buy tea')
    expect((await reader.goto(link))?.status()).toBe(401)
  })

  it('examples/single-page: a JWT lives in the page, a reload keeps the login, and other tabs hear of the logout', async () => {
    const { origin, ask } = await start('single-page')
    const { cookie } = shownBy('cookie', cookieOf(await signUp(ask)))
    expect((await ask('GET /notes', { headers: { cookie: cookie ?? '' } })).status, 'a cookie proves nothing to the API').toBe(401)
    const context = await (await openBrowser()).newContext()
    const page = await context.newPage()
    await page.goto(origin)
    await page.getByRole('textbox', { name: 'User name' }).fill('tom')
    await page.getByRole('textbox', { name: 'Password' }).fill('short')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByText('password_rejected, too_short').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill(tom.password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByRole('textbox', { name: 'A note' }).fill('Buy tea')
    await page.getByRole('button', { name: 'Write' }).click()
    await page.getByRole('listitem').getByText('Buy tea').waitFor()
    const [second] = await Promise.all([context.newPage(), page.reload()])
    await Promise.all([page, second].map(async (one) => {
      if (one === second) await second.goto(origin)
      await one.getByRole('listitem').getByText('Buy tea').waitFor()
    }))
    expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0)
    await second.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await context.close()
  })
})
