/** A certificate of its own for a server. Node makes none, so openssl does; without it what needs one is skipped. */
import { spawnSync } from 'node:child_process'
import { newFolder, type Settings } from './server.ts'

export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
if (!hasOpenssl) process.stderr.write('openssl is not installed: the tests of TLS are skipped\n')

/** A new folder with certificate and key, and the settings that name them. */
export function certified(host = 'localhost'): { folder: string, settings: Settings } {
  const folder = newFolder()
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem'
  const name = `-subj /CN=${host} -addext subjectAltName=DNS:${host}`
  const words = `req -x509 -days 1 ${key} ${name} -out cert.pem`.split(' ')
  const made = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`)
  return { folder, settings: { LATCHKEY_TLS_CERT: 'cert.pem', LATCHKEY_TLS_KEY: 'key.pem' } }
}
