/**
 * `npm run client-check`: a client that others' tools make of the description compiles, and logs in. It needs the network, for
 * the tools; the result is written to docs/reports/client-check.md.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder, freePort, project, remove, root, run, say, start } from './packed/shell.ts'

const tools = ['openapi-typescript@7.13.0', 'openapi-fetch@0.17.0', 'typescript@5.9.3'] as const

/** What somebody would write. Each `@ts-expect-error` is a mistake that the types of the description catch. */
const program = `
import createClient from 'openapi-fetch'
import type { paths, components } from './latchkey.js'

const client = createClient<paths>({ baseUrl: process.argv[2] ?? '' })
const person = { username: 'mira', password: 'harbour quilt seven' }
function check(is: boolean, what: string): void {
  if (!is) throw new Error(what)
  console.log('ok: ' + what)
}

const made = await client.POST('/auth/signup', { body: { ...person, carrier: 'jwt' } })
check(made.response.status === 201 && made.data?.user.username === 'mira', 'signs up')
for (const carrier of ['jwt', 'token']) {
  const { data } = await client.POST('/auth/login', { body: { ...person, carrier } })
  const login: components['schemas']['Login'] | undefined = data
  const me = await client.GET('/auth/me', { headers: { authorization: 'Bearer ' + login?.access_token } })
  check(me.data?.carrier === carrier && me.data.session?.id === login?.session.id, 'logs in by ' + carrier)
}
const { data: login, response } = await client.POST('/auth/login', { body: person })
const cookie = response.headers.getSetCookie().find((line) => line.startsWith('__Host-latchkey='))?.split(';')[0] ?? ''
check(login?.access_token === undefined && (await client.GET('/auth/me', { headers: { cookie } })).data?.carrier === 'cookie', 'logs in by cookie')
const { error } = await client.POST('/auth/login', { body: { ...person, password: 'wrong wrong wrong' } })
check(typeof error === 'object' && error.code === 'invalid_credentials', 'is told the code of a refusal')
const { data: list } = await client.GET('/auth/sessions', { headers: { cookie }, params: { query: { limit: 2 } } })
check(list?.sessions.length === 2 && typeof list.next_cursor === 'string', 'lists sessions')
const ended = await client.DELETE('/auth/sessions/{id}', { headers: { cookie, origin: new URL(response.url).origin }, params: { path: { id: list?.sessions[0]?.id ?? '' } } })
check(ended.response.status === 204, 'ends one')
// @ts-expect-error a password is needed
void (() => client.POST('/auth/login', { body: { username: 'mira' } }))
// @ts-expect-error neither true nor false
void (() => client.POST('/auth/login', { body: { ...person, remember: 'yes' } }))
// @ts-expect-error no such route
void (() => client.GET('/auth/nothing'))
`

const compiler = { compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, lib: ['es2022', 'dom', 'dom.iterable'], types: ['node'], skipLibCheck: false, outDir: 'out' }, files: ['client.ts'] }

async function check(folder: string): Promise<readonly string[]> {
  project(folder, [...tools, '@types/node@24.19.2'])
  writeFileSync(join(folder, 'client.ts'), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(compiler))
  const port = await freePort()
  const env = { PORT: String(port), LATCHKEY_ORIGIN: `http://localhost:${port}`, LATCHKEY_DATABASE_URL: 'memory:', LATCHKEY_DATA_DIR: join(folder, 'data') }
  const server = await start([process.execPath, join(root, 'dist/server/main.js'), 'serve'], { cwd: folder, env, port })
  try {
    run(['npx', 'openapi-typescript', `${server.url}/auth/openapi.json`, '-o', 'latchkey.d.ts'], { cwd: folder })
    run(['npx', 'tsc'], { cwd: folder })
    return run([process.execPath, 'out/client.js', server.url], { cwd: folder }).trim().split('\n')
  } finally {
    await server.stop()
  }
}

const folder = emptyFolder('client')
try {
  const facts = await check(folder)
  for (const fact of facts) say(fact)
  const report = [
    '# A client made of the description', '',
    '`npm run client-check`, written by [tools/client-check.ts](../../tools/client-check.ts). A server is started, its `/auth/openapi.json` is given to',
    `${tools.map((tool) => `\`${tool}\``).join(', ')}; the program that uses the client is type-checked under \`strict\` without \`skipLibCheck\` (with`,
    'three mistakes that have to be found), and run against the server.', '',
    ...facts.map((fact) => `- ${fact.replace('ok: ', '')}`), '',
  ]
  writeFileSync(join(root, 'docs/reports/client-check.md'), report.join('\n'))
} finally {
  remove(folder)
}
