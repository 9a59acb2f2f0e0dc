/** Notes from a terminal, by an API key: `npm start -- list`, `npm start -- write "Buy tea"`. */
import { readFileSync } from 'node:fs'

const origin = process.env['NOTES_ORIGIN'] ?? 'http://localhost:3000'
const [verb = '', ...words] = process.argv.slice(2)

/** From the environment or a file; never an argument, which every process of the machine can read. */
function readKey(): string {
  const { NOTES_KEY, NOTES_KEY_FILE = '.notes-key' } = process.env
  try {
    return (NOTES_KEY ?? readFileSync(NOTES_KEY_FILE, 'utf8')).trim()
  } catch {
    return fail(`There is no key: make one at ${origin}/auth/account and put it into NOTES_KEY or ${NOTES_KEY_FILE}.`)
  }
}

async function ask(method: string, body?: URLSearchParams): Promise<Response> {
  const sent = { method, headers: { authorization: `Bearer ${readKey()}` }, redirect: 'manual' as const, ...(body && { body }) }
  const answer = await fetch(`${origin}/notes`, sent).catch(() => fail(`Nothing answers at ${origin}.`))
  if (answer.status === 401) fail('The key is not accepted: it was revoked, or its time is over.')
  if (answer.status === 403) fail('The key may not do this.')
  if (answer.status >= 400) fail(`The notes answered ${answer.status}.`)
  return answer
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

if (verb === 'list') {
  const notes: { text: string }[] = await (await ask('GET')).json()
  for (const { text } of notes) console.log(text)
} else if (verb === 'write' && words.length > 0) {
  await ask('POST', new URLSearchParams({ text: words.join(' ') }))
} else {
  fail('Say list, or write and a text.')
}
