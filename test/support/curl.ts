/** curl, as the person who reads the guide types it. Where there is none, its tests are skipped with one line. */
import { execFile, spawnSync } from 'node:child_process'
import type { Answer, Ask } from './wire.ts'

export const hasCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0
if (!hasCurl) process.stderr.write('curl is not installed: the tests that need it are skipped\n')

/** Asks a server by a curl process; `line` is method and path. */
export function curlTo(origin: string): Ask {
  return async (line, { headers = {}, json } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const lines = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
    const type = ['--header', 'content-type: application/json']
    const body = json === undefined ? [] : [...type, '--data-binary', JSON.stringify(json)]
    return answerOf(await curl(['--request', method, ...lines, ...body, origin + path]))
  }
}

/** What curl prints with the head of the answer. */
function curl(words: readonly string[]): Promise<string> {
  const always = ['--silent', '--show-error', '--include', '--max-time', '15', '--noproxy', '*']
  return new Promise((resolve, reject) => {
    execFile('curl', [...always, ...words], { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`curl: ${stderr.trim()}`, { cause: error }))
    })
  })
}

function answerOf(printed: string): Answer {
  const end = printed.indexOf('\r\n\r\n')
  const [status = '', ...lines] = printed.slice(0, end).split('\r\n')
  const headers = new Headers()
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim())
  return { status: Number(status.split(' ')[1]), headers, text: printed.slice(end + 4) }
}
