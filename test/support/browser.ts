/**
 * A real Chromium: the one that CHROMIUM_PATH names, else one of the system, else the one that npm brought, which needs
 * nothing of the system. It runs with web security as users have it; only its own calls home are switched off.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { arch, env, platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { chromium, type Browser } from 'playwright-core'
import { afterAll } from 'vitest'

interface Program {
  readonly path: string
  /** What must be in its environment: where its libraries and fonts are. */
  readonly env: Readonly<Record<string, string>>
}

const cache = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))

/** Without a sandbox, since root and most containers have none; it opens no page but ours. */
const quiet = [
  '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
]

const found = env['CHROMIUM_PATH'] || onPath(['chromium', 'chromium-browser', 'google-chrome'])
export const hasBrowser = found !== undefined || (platform === 'linux' && arch === 'x64')
if (!hasBrowser) process.stderr.write('there is no Chromium, so the browser tests are skipped: set CHROMIUM_PATH\n')

const opened: Browser[] = []
afterAll(() => Promise.all(opened.map((browser) => browser.close())))

/** One browser for the tests of a file; it ends with them. `more`: switches of the command line. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const program = found === undefined ? bundled() : { path: found, env: {} }
  const browser = await chromium.launch({ executablePath: program.path, args: [...quiet, ...more], env: { ...env, ...program.env } })
  opened.push(browser)
  return browser
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Unpacked once, beside the packages; under another name first, so that nobody starts half of it. */
function bundled(): Program {
  const folder = join(cache, 'unpacked')
  if (!existsSync(folder)) {
    const half = join(cache, `half-${process.pid}`)
    unpack(packedFolder(), half)
    // Of two test processes that unpack at once the second keeps what the first put there.
    if (!existsSync(folder)) renameSync(half, folder)
  }
  const path = join(folder, 'chromium')
  const { status, stdout } = spawnSync('ldd', [path], { encoding: 'utf8' })
  const lacksLibraries = status === null || stdout.includes('not found')
  return {
    path,
    env: {
      ...(lacksLibraries && { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: writeFontList(folder) }),
    },
  }
}

function packedFolder(): string {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const root = main.slice(0, main.lastIndexOf('@sparticuz/chromium') + '@sparticuz/chromium'.length)
  return join(root, 'bin')
}

function unpack(from: string, to: string): void {
  const read = (name: string) => brotliDecompressSync(readFileSync(join(from, name)))
  mkdirSync(to, { recursive: true })
  for (const name of ['swiftshader', 'fonts']) untar(read(`${name}.tar.br`), to)
  untar(read('al2023.tar.br'), join(to, 'al2023'))
  writeFileSync(join(to, 'chromium'), read('chromium.br'), { mode: 0o755 })
}

/** Plain ustar: files and folders, and nothing else is in these. */
function untar(archive: Buffer, folder: string): void {
  const block = 512
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const head = archive.subarray(at, at + block)
    const name = fieldOf(head, 0, 100)
    const size = Number.parseInt(fieldOf(head, 124, 12), 8) || 0
    if (name.includes('..')) throw new Error(`the archive holds a path that leads out of it: ${name}`)
    const path = join(folder, name)
    if (fieldOf(head, 156, 1) === '5') mkdirSync(path, { recursive: true })
    else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, archive.subarray(at + block, at + block + size), { mode: 0o755 })
    }
    at += block + Math.ceil(size / block) * block
  }
}

/** A text that ends with its first NUL. */
function fieldOf(head: Buffer, start: number, length: number): string {
  return head.toString('utf8', start, start + length).replace(/\0.*$/s, '')
}

function writeFontList(folder: string): string {
  const path = join(folder, 'fonts.conf')
  const [fonts, kept] = [join(folder, 'fonts'), join(folder, 'fonts-cache')]
  const head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
  writeFileSync(path, `${head}<fontconfig><dir>${fonts}</dir><cachedir>${kept}</cachedir></fontconfig>\n`)
  return path
}
