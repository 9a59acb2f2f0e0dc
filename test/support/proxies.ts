/**
 * The real nginx and Caddy with the configurations of docs/proxies, on ports of their own, each in a folder of its own. Only
 * addresses and certificates are changed in them. Started without their services, and stopped by the id of the process.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { selfSigned } from './self-signed.ts'
import { freePort } from './server.ts'

const docs = fileURLToPath(new URL('../../docs/proxies/', import.meta.url))

export type Layout = 'one-host' | 'several-hosts'

export interface Behind {
  /** Ports of this machine. */
  readonly latchkey: number
  readonly upstream: number
}

export interface ProxyServer {
  readonly port: number
  stop(): Promise<void>
}

export interface ProxyProgram {
  readonly name: string
  readonly isHere: boolean
  start(layout: Layout, behind: Behind): Promise<ProxyServer>
}

interface Setup {
  readonly folder: string
  readonly port: number
  readonly layout: Layout
  readonly behind: Behind
}

export const proxyPrograms: readonly ProxyProgram[] = [
  program('nginx', ['-v'], (setup) => {
    for (const file of configurations(setup.folder)) rewrite(join(setup.folder, file), (text) => withPorts(text, setup)
      .replaceAll('listen 443 ssl', `listen 127.0.0.1:${setup.port} ssl`)
      .replaceAll('/etc/ssl/example.', `${setup.folder}/example.`))
    writeFileSync(join(setup.folder, 'nginx.conf'), mainOfNginx(setup))
    return ['-p', setup.folder, '-c', join(setup.folder, 'nginx.conf'), '-e', 'stderr']
  }),
  program('caddy', ['version'], (setup) => {
    for (const file of configurations(setup.folder)) rewrite(join(setup.folder, file), (text) => withPorts(text, setup)
      .replaceAll(/^(\S+\.example\.com.*) \{$/gm, `$1 {\n\ttls ${setup.folder}/example.pem ${setup.folder}/example.key`))
    const layout = join(setup.folder, `${setup.layout}.caddy`)
    rewrite(layout, (text) => `{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port ${setup.port}\n\tdefault_bind 127.0.0.1\n}\n\n${text}`)
    return ['run', '--config', layout, '--adapter', 'caddyfile']
  }),
]

function program(name: string, probe: readonly string[], prepare: (setup: Setup) => readonly string[]): ProxyProgram {
  // Debian keeps it where only root looks.
  const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  const isHere = spawnSync(name, probe, { stdio: 'ignore', env }).status === 0
  return {
    name, isHere,
    async start(layout, behind) {
      const folder = mkdtempSync(join(tmpdir(), `latchkey-${name}-`))
      chmodSync(folder, 0o755)
      cpSync(join(docs, name), folder, { recursive: true })
      const { certificate, key } = selfSigned('login.example.com', 'wiki.example.com', 'shop.example.com', 'app.example.com')
      writeFileSync(join(folder, 'example.pem'), certificate)
      writeFileSync(join(folder, 'example.key'), key)
      const port = await freePort()
      const words = prepare({ folder, port, layout, behind })
      const child = spawn(name, words, { cwd: folder, env: { ...env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } })
      const stop = () => end(child, folder)
      try {
        await listening(child, port)
        return { port, stop }
      } catch (error) {
        await stop()
        throw error
      }
    },
  }
}

function configurations(folder: string): readonly string[] {
  return readdirSync(folder).filter((file) => /\.(conf|caddy)$/.test(file))
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

function withPorts(text: string, { behind }: Setup): string {
  return text.replaceAll('127.0.0.1:3000', `127.0.0.1:${behind.latchkey}`).replaceAll('127.0.0.1:8080', `127.0.0.1:${behind.upstream}`)
}

function mainOfNginx({ folder, layout }: Setup): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`)
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  include ${folder}/${layout}.conf;
}
`
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-4000) })
  child.stdout?.resume()
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the proxy ended first: ${said}`)
    if (await answers(port)) return
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
  throw new Error(`the proxy does not listen: ${said}`)
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
  }
  rmSync(folder, { recursive: true, force: true })
}
