/** The page: a JWT in memory, a refresh token in a cookie that no script reads; both are the client's affair. */
import { ClientError, createClient } from 'latchkey/client'

const client = createClient({ carrier: 'jwt' })
const at = (id) => document.getElementById(id)

/** Called here, and in every other tab, when somebody logs in or out. */
client.onChange((login) => {
  at('login').hidden = login !== null
  at('mine').hidden = login === null
  at('notes').replaceChildren()
  if (login !== null) void show()
})

async function show() {
  const answer = await client.fetch('/notes') // with the JWT; renewed first where it is nearly over
  if (!answer.ok) return
  const rows = (await answer.json()).map(({ text }) => Object.assign(document.createElement('li'), { textContent: text }))
  at('notes').replaceChildren(...rows)
}

at('login').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { username, password } = Object.fromEntries(new FormData(event.target))
  try {
    await client[event.submitter.value]({ username, password }) // login or signup
    event.target.reset()
    at('refusal').textContent = ''
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    at('refusal').textContent = [error.code, ...error.reasons ?? []].join(', ')
  }
})

at('write').addEventListener('submit', async (event) => {
  event.preventDefault()
  const text = new FormData(event.target).get('text')
  event.target.reset()
  await client.fetch('/notes', { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } })
  await show()
})

at('logout').addEventListener('click', () => client.logout())
await client.me() // a reload has lost the JWT, and not the login
