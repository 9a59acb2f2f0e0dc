/** nginx before the nodes, in turn; where there is none, a proxy of node:http that does the same, and says so. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, Agent } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { freePort } from '../support/server.ts'

export interface Front {
  readonly port: number
  readonly name: string
}

export async function startFront(ports: readonly number[]): Promise<Front> {
  if (spawnSync('nginx', ['-v']).status === 0) return { name: 'nginx', port: await startNginx(ports) }
  // oxlint-disable-next-line no-console -- what was not as it should be must be heard of
  console.warn('SKIPPED: there is no nginx here (Debian: nginx-light); a plain proxy stands in for it.')
  return { name: 'a plain proxy', port: await startPlain(ports) }
}

async function startNginx(ports: readonly number[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'))
  mkdirSync(join(folder, 'logs'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configuration(ports, port, folder))
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' })
  onTestFinished(async () => {
    const gone = once(child, 'exit')
    if (child.exitCode === null) child.kill('SIGTERM')
    if (child.exitCode === null) await gone
    rmSync(folder, { recursive: true, force: true })
  })
  await answering(port)
  return port
}

/** A node that is asked twice may have done twice what it was asked: nothing is sent again. */
function configuration(ports: readonly number[], port: number, folder: string): string {
  const owner = process.getuid?.() === 0 ? 'user root;' : ''
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(folder, name)};`).join(' ')
  return `${owner} daemon off; worker_processes 1; pid ${join(folder, 'nginx.pid')};
events { worker_connections 4096; }
http {
  access_log off; ${paths}
  upstream nodes { ${ports.map((one) => `server 127.0.0.1:${one} max_fails=0;`).join(' ')} keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_next_upstream off; proxy_read_timeout 30s;
    }
  }
}
`
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => { socket.once('connect', () => resolve(true)).once('error', () => resolve(false)) })
    socket.destroy()
    if (isThere) return
    await sleep(25)
  }
  throw new Error('nginx did not start')
}

async function startPlain(ports: readonly number[]): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const onward = request({ host: '127.0.0.1', port: ports[turn++ % ports.length], method, path: url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => { outgoing.destroy() })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
