/** Users as an application with Lucia 3 kept them: by its scrypt, in a table of its own. */
import { DatabaseSync } from 'node:sqlite'
import { generateIdFromEntropySize, Scrypt } from 'lucia'

const [file] = process.argv.slice(2)
const database = new DatabaseSync(file)
database.exec('CREATE TABLE "user" ("id" TEXT PRIMARY KEY, "username" TEXT UNIQUE, "password_hash" TEXT)')
const people = [{ username: 'mira', password: 'harbour quilt seven' }, { username: 'noor', password: '\ufb01ne glaciers and 12 quiet owls' }]
for (const { username, password } of people) {
  const hash = await new Scrypt().hash(password)
  if (!await new Scrypt().verify(hash, password)) throw new Error(`Lucia itself refuses ${username}`)
  database.prepare('INSERT INTO "user" VALUES (?, ?, ?)').run(generateIdFromEntropySize(10), username, hash)
}
console.log(JSON.stringify({ people: people.map(({ username, password }) => ({ login: username, password })), kinds: ['scrypt'] }))
