/** A real better-auth on SQLite, with users who signed up there. Prints who they are. Runs in a folder where better-auth is installed. */
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { username } from 'better-auth/plugins'

const [file] = process.argv.slice(2)
const database = new DatabaseSync(file)
const options = {
  database, secret: 'a secret that only this check ever uses', baseURL: 'http://localhost:3000', emailAndPassword: { enabled: true }, plugins: [username()],
}
const { runMigrations } = await getMigrations(options)
await runMigrations()
const auth = betterAuth(options)

const people = [
  { email: 'mira@example.com', name: 'Mira', password: 'harbour quilt seven' },
  { email: 'zoe@example.com', name: 'Zoë', password: 'marble lantern orbit nine', username: 'zoe_b' },
  { email: 'noor@example.com', name: 'Noor', password: '\ufb01ne glaciers and 12 quiet owls' },
]
for (const body of people) {
  await auth.api.signUpEmail({ body })
  await auth.api.signInEmail({ body: { email: body.email, password: body.password } })
}
const kinds = database.prepare('SELECT "password" FROM "account"').all().map(({ password }) => /^[0-9a-f]{32}:[0-9a-f]{128}$/.test(password) ? 'scrypt' : 'unknown')
console.log(JSON.stringify({ people: people.map(({ email, username: name, password }) => ({ login: name ?? email, password })), kinds: [...new Set(kinds)] }))
