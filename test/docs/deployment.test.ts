/** docs/deployment.md says what works: each block is tried by the program that it is for, where this machine has it. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { describe, expect, it } from 'vitest'
import { installedFolder, launch } from '../support/installed.ts'
import { selfSigned } from '../support/self-signed.ts'
import { freePort, newFolder } from '../support/server.ts'
import { secret } from '../support/instance.ts'

const page = readFileSync('docs/deployment.md', 'utf8')
const blockOf = (language: string, text = page) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? ''
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
const isHere = (program: string, word: string) => spawnSync(program, [word], { stdio: 'ignore', env }).status === 0

describe.skipIf(!isHere('nginx', '-v'))('nginx', () => {
  it.each(['deployment', 'operations'])('takes the configuration of docs/%s.md', (name) => {
    const folder = newFolder()
    const { certificate, key } = selfSigned('auth.example.com')
    writeFileSync(join(folder, 'example.pem'), certificate)
    writeFileSync(join(folder, 'example.key'), key)
    const http = blockOf('nginx', readFileSync(`docs/${name}.md`, 'utf8')).replaceAll('/etc/ssl/', `${folder}/`)
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${http}}\n`)
    const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', file, '-e', 'stderr'], { encoding: 'utf8', env })
    expect([status, stderr]).toEqual([0, expect.stringContaining('test is successful')])
    expect(http).toContain('proxy_set_header Host $host;')
  })
})

it.skipIf(!isHere('caddy', 'version'))('Caddy takes its configuration', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'Caddyfile'), blockOf('caddy'))
  const words = ['validate', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  const { status, stderr } = spawnSync('caddy', words, { encoding: 'utf8', env: { ...env, HOME: folder, XDG_DATA_HOME: folder } })
  expect([status, stderr.includes('error')]).toEqual([0, false])
})

describe.skipIf(!isHere('systemd-analyze', '--version'))('the unit', () => {
  const folder = newFolder()
  const file = join(folder, 'latchkey.service')
  writeFileSync(file, blockOf('ini').replace('/usr/bin/node', execPath))

  it('is one that systemd takes without a word', () => {
    const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    expect([status, `${stdout}${stderr}`.split('\n').filter((line) => line.includes('latchkey.service'))]).toEqual([0, []])
  })

  it('is rated by systemd as little exposed: 2 of 10 at most', () => {
    const { stdout, status } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=20', file], { encoding: 'utf8' })
    expect([status, stdout.split('\n').findLast((line) => line.includes('Overall exposure'))]).toEqual([0, expect.stringContaining('OK')])
  })
})

/** There is no container here: the same command in a folder of what `npm ci` leaves, with the same environment, and the same look at its health. */
it('the container’s command serves, and its look at the health says so', async () => {
  const file = blockOf('dockerfile')
  const commandOf = (name: string) => JSON.parse(new RegExp(`^${name}(?: CMD)? (\\[.*\\])$`, 'm').exec(file)?.[1] ?? '[]') as string[] // words, as JSON
  const port = String(await freePort())
  const folder = installedFolder()
  mkdirSync(join(folder, 'kept'))
  const set = Object.fromEntries([...(/^ENV (.*)$/m.exec(file)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]))
  const [, program = '', ...words] = commandOf('CMD')
  const settings = { ...set, PORT: port, LATCHKEY_DATA_DIR: join(folder, 'kept'), LATCHKEY_ORIGIN: 'https://auth.example.com', LATCHKEY_SECRET: secret }
  const health = () => spawnSync(execPath, commandOf('HEALTHCHECK').slice(1).map((word) => word.replace('3000', port))).status

  expect(health()).toBe(1)
  const server = launch(program, { cwd: folder, env: settings, words })
  await server.hear('is ready at https://auth.example.com')
  expect(health()).toBe(0)
  expect(Object.keys(set)).toEqual(['NODE_ENV', 'HOST', 'PORT', 'LATCHKEY_DATA_DIR'])
  const answers = await Promise.all(['/healthz', '/readyz', '/auth/login'].map((path) => fetch(`http://127.0.0.1:${port}${path}`)))
  expect(answers.map(({ status }) => status), 'only the public host is answered, save about health').toEqual([200, 200, 421])
  await server.kill()
})
