/**
 * Blocks of code on the pages: each says what it is, and all code is checked by the compiler against what is packed. Many also run:
 * test/e2e/frameworks, test/docs/*, test/verify/docs, test/cookies/docs, test/formats/jose/docs, test/formats/paseto. What a page
 * leaves open (`origin`, `store`, an application of yours) is declared here, by name, and nothing else is let through.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { describe, expect, it } from 'vitest'
import { installedFolder, root } from '../support/installed.ts'
import { type Block, blocksOf, pages } from './pages.ts'

const blocks = pages.flatMap((page) => blocksOf(page))
const of = (...languages: readonly string[]) => blocks.filter(({ language }) => languages.includes(language))

/** Checked: code. Read by their own test: http, json, nginx, caddy, ini, dockerfile. Shown: console (commands), sql (queries of other programs' databases), text (drawings, output). */
const languages = ['ts', 'tsx', 'js', 'json', 'http', 'nginx', 'caddy', 'ini', 'dockerfile', 'console', 'sql', 'text']

/** Declarations that the compiler wrote itself: they name types that stand on other pages. */
const notChecked = (page: string) => page.startsWith('docs/api/')

const settings = "import type { Store } from 'latchkey'\ndeclare const origin: string, secret: string, store: Store\n"
const anApplication = `${settings}import { createAuth } from 'latchkey'\nimport express, { type RequestHandler } from 'express'\nimport { requireUser } from 'latchkey/express'\n`

/** What stands before the blocks of a page, which are one module where nothing else is said. */
const before: Readonly<Record<string, string>> = {
  'docs/admin.md': "import type { Auth, User } from 'latchkey'\ndeclare const auth: Auth, administrator: User, user: User, address: string\n",
  'docs/pages.md': settings,
  'docs/redis.md': `${settings}import { createAuth } from 'latchkey'\n`,
  'docs/revocation.md': `${anApplication}declare const feed: RequestHandler, orders: RequestHandler, payout: RequestHandler\nconst auth = createAuth({ origin, secret, store }), app = express()\n`,
  'docs/tickets-and-keys.md, js': 'const headers = {}\n',
  'docs/sessions.md': `${settings}import { createAuth } from 'latchkey'\nimport { withSession } from 'latchkey/hono'\nimport { Hono } from 'hono'\n`,
  'docs/own-format.md': `${settings}import { bearer, carrier, createAuth, standardCarriers, type Clock } from 'latchkey'\nimport { it } from 'vitest'\ndeclare const clock: Clock\n`,
}

/** Pages whose blocks are files of their own, or name the same things anew. */
const apart: Readonly<Record<string, string>> = {
  'docs/frameworks/nestjs.md': '', 'docs/frameworks/next.md': '', 'docs/frameworks/web.md': '',
  'docs/verify.md': "export {}\n",
}

/** Declared for single blocks of these. */
const atBlock: Readonly<Record<string, string>> = {
  'docs/verify.md 1': "import { createVerifier, type VerifierOptions } from 'latchkey/verify'\ndeclare const issuer: string, audience: string, keys: VerifierOptions['keys'], apiKey: string\n",
}

/** Code of a page that its session data makes another application than the page's first one: `app` is declared where it is used. */
const rewritten: Readonly<Record<string, (code: string) => string>> = {
  'docs/sessions.md': (code) => code.replace('app.use(withSession(auth)) // latchkey/hono\napp.post', 'const app = new Hono().use(withSession(auth))\napp.post'),
}

/** One file for each module: its name, and what is in it. */
function modulesOf(checked: readonly Block[]): ReadonlyMap<string, string> {
  const modules = new Map<string, string>()
  for (const page of new Set(checked.map((block) => block.page))) {
    const own = checked.filter((block) => block.page === page)
    const name = page.replaceAll(/[^\w]/g, '-')
    const ending = own[0]?.language ?? 'ts'
    if (page in apart) own.forEach(({ code, language }, at) => modules.set(`${name}-${at}.${language}`, `${atBlock[`${page} ${at}`] ?? ''}${code}\nexport {}\n`))
    else modules.set(`${name}.${ending}`, `${before[ending === 'js' ? `${page}, js` : page] ?? ''}${(rewritten[page] ?? String)(own.map(({ code }) => code).join('\n'))}\nexport {}\n`)
  }
  return modules
}

/** The paths that bundlers of frameworks know, to an instance. */
const instance = { 'auth.ts': "import { createAuth } from 'latchkey'\nimport { memoryStore } from 'latchkey/stores/memory'\nexport const auth = createAuth({ origin: '', secret: '', store: memoryStore() })\n" }

async function complaints(folder: string, modules: ReadonlyMap<string, string>, options: object): Promise<string> {
  mkdirSync(folder, { recursive: true })
  for (const [name, code] of [...modules, ...Object.entries(instance)]) writeFileSync(join(folder, name), code)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const paths = { '@/lib/auth': ['./auth.ts'], '$lib/server/auth': ['./auth.ts'] }
  const compilerOptions = { noEmit: true, strict: true, noImplicitAny: false, skipLibCheck: true, module: 'nodenext', target: 'es2024', paths, ...options }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...modules.keys()] }))
  const child = spawn(execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text })
  await once(child, 'close')
  return said
}

describe('the blocks of code on the pages', () => {
  it('say what they are', () => {
    expect(blocks.filter(({ language }) => !languages.includes(language)).map(({ page, line, language }) => `${page}:${line} ${language}`)).toEqual([])
  })

  it('are typed by what is packed', { timeout: 60_000 }, async () => {
    const folder = installedFolder()
    const typed = modulesOf(of('ts', 'tsx').filter(({ page }) => !notChecked(page)))
    const scripts = modulesOf(of('js'))
    const [inNode, inBrowser] = await Promise.all([
      complaints(join(folder, 'node'), typed, { types: ['node'], lib: ['es2024'] }),
      complaints(join(folder, 'browser'), scripts, { types: ['node'], lib: ['es2024', 'dom', 'dom.iterable'], allowJs: true, checkJs: true }),
    ])
    expect(inNode).toBe('')
    expect(inBrowser).toBe('')
    expect([typed.size, scripts.size]).toEqual([expect.toSatisfy((count: number) => count >= 24), expect.toSatisfy((count: number) => count >= 3)])
  })

  it('are JSON where they say so', () => {
    for (const { code } of of('json')) expect(() => { JSON.parse(code) }).not.toThrow()
    expect(of('json').length).toBeGreaterThan(0)
  })

  it('name no command of npm that is not there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> } // our own file
    const named = blocks.filter(({ language, page }) => language === 'console' && !page.startsWith('examples')).flatMap(({ code, page }) => (
      [...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => ({ name, page }))
    ))
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([])
  })

  it('are told of here, where their page is no longer there', () => {
    const named = [...Object.keys(before).map((key) => key.replace(', js', '')), ...Object.keys(apart), ...Object.keys(rewritten)]
    expect(named.filter((page) => !pages.includes(page) || of('ts').every((block) => block.page !== page))).toEqual([])
  })
})
