/** The commands. Each loads what it needs when it is run: help and a new secret wait for no store. */
import { randomBytes } from 'node:crypto'
import { pageFlags } from '../commands/pages.ts'
import type { Command } from './command.ts'
import { say } from './output.ts'

const yes = { yes: { about: 'Yes, it may be done' } }
const generate = { generate: { about: 'Make a password up, and show it this once' } }

const users: readonly Command[] = [
  {
    name: 'user add', takes: ['<name>'], about: 'A new user; the password is asked for, or read from standard input',
    flags: { role: { value: '<role>', isMany: true, about: 'A role of the new user; may be given more than once' }, email: { value: '<address>', about: 'Their address' }, ...generate },
    example: 'latchkey user add mira --role admin < password.txt',
    run: async (call) => (await import('../commands/user-add.ts')).addUser(call),
  },
  {
    name: 'user list', about: 'Who there is',
    flags: { name: { value: '<beginning>', about: 'Whose name begins so' }, email: { value: '<beginning>', about: 'Whose address begins so' }, role: { value: '<role>', about: 'Who has this role' }, ...pageFlags },
    example: 'latchkey user list --role admin',
    run: async (call) => (await import('../commands/user.ts')).listUsers(call),
  },
  {
    name: 'user show', takes: ['<name>'], about: 'One user: state, roles, failures, sessions (by name or id)', example: 'latchkey user show mira',
    run: async (call) => (await import('../commands/user.ts')).showUser(call),
  },
  {
    name: 'user disable', takes: ['<name>'], about: 'Ends every session and API key of theirs, and refuses every login', example: 'latchkey user disable mira',
    run: async (call) => (await import('../commands/user.ts')).disableUser(call),
  },
  {
    name: 'user enable', takes: ['<name>'], about: 'They may log in again', example: 'latchkey user enable mira',
    run: async (call) => (await import('../commands/user.ts')).enableUser(call),
  },
  {
    name: 'user password', takes: ['<name>'], about: 'Another password; every session and API key of theirs ends', flags: generate, example: 'latchkey user password mira --generate',
    run: async (call) => (await import('../commands/user-add.ts')).setPassword(call),
  },
  {
    name: 'user role add', takes: ['<name>', '<role>'], about: 'Gives a role', example: 'latchkey user role add mira editor',
    run: async (call) => (await import('../commands/user.ts')).changeRole(call, 'add'),
  },
  {
    name: 'user role remove', takes: ['<name>', '<role>'], about: 'Takes a role', example: 'latchkey user role remove mira editor',
    run: async (call) => (await import('../commands/user.ts')).changeRole(call, 'remove'),
  },
  {
    name: 'user unlock', takes: ['<name>'], about: 'After too many failures: the name may try passwords again', example: 'latchkey user unlock mira',
    run: async (call) => (await import('../commands/user.ts')).unlockUser(call),
  },
  {
    name: 'user delete', takes: ['<name>'], about: 'For good', flags: yes, example: 'latchkey user delete mira --yes',
    run: async (call) => (await import('../commands/user.ts')).deleteUser(call),
  },
]

const logins: readonly Command[] = [
  {
    name: 'session list', about: 'Who is logged in now, newest first', flags: { user: { value: '<name>', about: 'Of one user' }, ...pageFlags }, example: 'latchkey session list --user mira',
    run: async (call) => (await import('../commands/session.ts')).listSessions(call),
  },
  {
    name: 'session end', takes: ['[id]'], about: 'Logs one out, or a user everywhere', flags: { user: { value: '<name>', about: 'All of this user' } }, example: 'latchkey session end --user mira',
    run: async (call) => (await import('../commands/session.ts')).endSession(call),
  },
  {
    name: 'token inspect', about: 'What a credential is, whose, until when, and why it would be refused', example: 'latchkey token inspect < token.txt',
    run: async (call) => (await import('../commands/token.ts')).inspectToken(call),
  },
]

const keys: readonly Command[] = [
  {
    name: 'key list', about: 'The key ring', example: 'latchkey key list --json',
    run: async (call) => (await import('../commands/key.ts')).listKeys(call),
  },
  {
    name: 'key rotate', takes: ['<use>'], about: 'Turns a key over: that of jwt, jwe, token, refresh or cookie. Nobody is logged out', example: 'latchkey key rotate jwt',
    run: async (call) => (await import('../commands/key.ts')).rotateKey(call),
  },
  {
    name: 'key drop', takes: ['<key>'], about: 'In an emergency: trusts a key no more', isVerbatim: true, example: 'latchkey key drop wYt8…',
    run: async (call) => (await import('../commands/key.ts')).dropKey(call),
  },
  {
    name: 'secret generate', about: 'Prints a new LATCHKEY_SECRET', example: 'latchkey secret generate',
    run: () => {
      const secret = randomBytes(32).toString('base64url')
      return Promise.resolve({ text: secret, json: { secret } })
    },
  },
]

const records: readonly Command[] = [
  {
    name: 'migrate', about: 'Brings the database up to this version, as every start does', example: 'latchkey migrate',
    run: async (call) => (await import('../commands/migrate.ts')).migrate(call),
  },
  {
    name: 'import', takes: ['<format>', '<file>'], about: 'Users of another library, or of an export of ours',
    details: 'Formats: better-auth, next-auth, lucia, users (a plain list), latchkey (an export), express-session (counts its sessions). The file is SQLite, JSON or JSON Lines. Repeated, it changes nobody.',
    flags: {
      'dry-run': { about: 'Say what would be, and write nothing' }, 'table': { value: '<name>', about: 'Where the users are' },
      'name-column': { value: '<name>', about: 'What becomes the user name; username, else email by default' }, 'password-column': { value: '<name>', about: 'Where the hash of the password is' },
      'with-roles': { about: 'Take roles too; admin administers here, as it did there' },
    },
    example: 'latchkey import better-auth app.db --dry-run',
    run: async (call) => (await import('../commands/import.ts')).importUsers(call),
  },
  {
    name: 'export', takes: ['[file]'], about: 'Everything of ours as JSON Lines, to a file or standard output', flags: { 'without-passwords': { about: 'Leave the hashes out' } },
    example: 'latchkey export everything.jsonl',
    run: async (call) => (await import('../commands/export.ts')).exportAll(call),
  },
  {
    name: 'backup', takes: ['<file>'], about: 'A copy of the records, while the server runs', example: 'latchkey backup monday.db',
    run: async (call) => (await import('../commands/backup.ts')).backUp(call),
  },
  {
    name: 'restore', takes: ['<file>'], about: 'Takes the records back to a backup', flags: yes, example: 'latchkey restore monday.db --yes',
    run: async (call) => (await import('../commands/backup.ts')).restore(call),
  },
  {
    name: 'restored', about: 'After another program restored the database', flags: yes, example: 'latchkey restored --yes',
    run: async (call) => (await import('../commands/backup.ts')).restored(call),
  },
]

const openapi: Command = {
  name: 'openapi', about: 'The description of the routes (OpenAPI 3.1)', takes: ['[file]'], example: 'latchkey openapi openapi.json',
  run: async (call) => (await import('../commands/openapi.ts')).writeOpenapi(call),
}

const doctor: readonly Command[] = [
  {
    name: 'doctor', about: 'What is wrong: settings, database, keys; a request, a credential', example: 'latchkey doctor',
    run: async (call) => (await import('../commands/doctor.ts')).doctor(call),
  },
  {
    name: 'doctor request', about: 'Why a request is anonymous or refused; as curl -v prints it', example: 'curl -v https://app.example.com/auth/me 2>&1 | latchkey doctor request',
    run: async (call) => (await import('../commands/doctor.ts')).doctorRequest(call),
  },
  {
    name: 'doctor credential', about: 'Why a credential is refused; from standard input', example: 'latchkey doctor credential < token.txt',
    run: async (call) => (await import('../commands/doctor.ts')).doctorCredential(call),
  },
]

export const commands: readonly Command[] = [
  {
    name: 'serve', about: 'Starts the service', example: 'latchkey serve',
    async run({ config }) {
      const settings = await config()
      const { serve } = await import('../serve.ts')
      await serve(settings, { say })
      return null
    },
  },
  ...doctor, ...users, ...logins, ...keys, ...records, openapi,
]
