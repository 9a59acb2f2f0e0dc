import { headers } from 'next/headers'
import { readUser } from 'latchkey/next'
import { auth, notes } from '../auth'

export default async function Page() {
  const user = await readUser(auth, await headers()) // reads, and sets no cookie
  if (user === null) return <p><a href="/auth/signup">Sign up</a> or <a href="/auth/login">log in</a>.</p>
  const rows = notes.of(user.subject).map(({ id, text }) => (
    <li key={id}>{text} <form method="post" action={`/notes/${id}/share`}><button>Share once</button></form></li>
  ))
  return (
    <>
      <form method="post" action="/notes"><input name="text" aria-label="A note" required /> <button>Write</button></form>
      <ul>{rows}</ul>
      <p><a href="/auth/account">Account</a></p>
    </>
  )
}
