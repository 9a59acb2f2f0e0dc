/** A real next-auth with its adapter for Kysely on SQLite; the application keeps hashes in a column of its own, by bcrypt and by Argon2id. */
import { DatabaseSync } from 'node:sqlite'
import { KyselyAdapter } from '@auth/kysely-adapter'
import argon2 from '@node-rs/argon2'
import bcrypt from 'bcryptjs'
import { Kysely, SqliteDialect } from 'kysely'
import credentials from 'next-auth/providers/credentials'

// By its file: the package names no path to what its routes stand on.
const { AuthHandler } = await import(new URL('./node_modules/next-auth/core/index.js', import.meta.url))
const [file] = process.argv.slice(2)
const database = new DatabaseSync(file)
database.exec(`
  CREATE TABLE "User" ("id" TEXT PRIMARY KEY, "name" TEXT, "email" TEXT UNIQUE, "emailVerified" TEXT, "image" TEXT, "password" TEXT);
  CREATE TABLE "Account" ("id" TEXT, "userId" TEXT, "type" TEXT, "provider" TEXT, "providerAccountId" TEXT, "access_token" TEXT);`)
// Kysely asks for what another driver has: whether a statement answers rows.
const adapted = {
  close: () => database.close(),
  prepare(sql) {
    const statement = database.prepare(sql)
    return { reader: /^select|returning/i.test(sql), all: (values) => statement.all(...values), run: (values) => statement.run(...values), iterate: (values) => statement.iterate(...values) }
  },
}
const adapter = KyselyAdapter(new Kysely({ dialect: new SqliteDialect({ database: adapted }) }))

const hashers = { bcrypt: (password) => bcrypt.hash(password, 10), argon2id: (password) => argon2.hash(password, { memoryCost: 12_288, timeCost: 3 }) }
const people = [
  { email: 'mira@example.com', password: 'harbour quilt seven', kind: 'bcrypt' }, { email: 'zoe@example.com', password: 'marble lantern orbit nine', kind: 'argon2id' },
  { email: 'noor@example.com', password: 'short', kind: 'bcrypt' },
]
for (const { email, password, kind } of people) {
  const { id } = await adapter.createUser({ email, name: email, emailVerified: null, image: null })
  database.prepare('UPDATE "User" SET "password" = ? WHERE "id" = ?').run(await hashers[kind](password), id)
}
// Somebody who came by another service, and has no password.
const { id } = await adapter.createUser({ email: 'guest@example.com', name: 'Guest', emailVerified: null, image: null })
await adapter.linkAccount({ userId: id, type: 'oauth', provider: 'github', providerAccountId: '9' })

const options = {
  adapter, secret: 'a secret that only this check ever uses', session: { strategy: 'jwt' }, logger: { error: console.error, warn() {}, debug() {} },
  providers: [(credentials.default ?? credentials)({
    credentials: { email: {}, password: {} },
    async authorize({ email, password }) {
      const user = database.prepare('SELECT * FROM "User" WHERE "email" = ?').get(email)
      const matches = user?.password?.startsWith('$2') ? await bcrypt.compare(password, user.password) : await argon2.verify(user?.password ?? '', password)
      return matches ? { id: user.id, email } : null
    },
  })],
}
const ask = (req) => AuthHandler({ req: { host: 'http://localhost:3000', headers: {}, cookies: {}, query: {}, body: {}, ...req }, options })
for (const { email, password } of people) {
  const { body: { csrfToken }, cookies } = await ask({ action: 'csrf', method: 'GET' })
  const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  const answer = await ask({ action: 'callback', providerId: 'credentials', method: 'POST', cookies: jar, body: { csrfToken, email, password } })
  if (!answer.cookies?.some(({ name }) => name === 'next-auth.session-token')) throw new Error(`next-auth itself refuses ${email}: ${answer.redirect}`)
}
console.log(JSON.stringify({ people: people.map(({ email, password }) => ({ login: email, password })), kinds: ['bcrypt', 'argon2id'] }))
