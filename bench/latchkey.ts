/** All that the benchmark takes of Latchkey: the build that a user gets, and of its inside only what has no entry. */
export { createAuth, jwt, type Auth, type AuthOptions, type Grant, type Key, type Keys, type KeyUse, type RequestView, type Secret, type Session, type User } from '../dist/index.js'
export { decryptJwt, encryptJwt, importKey, signJwt, verifyJwt } from '../dist/jose.js'
export { openToken, sealToken } from '../dist/token.js'
export { memoryStore } from '../dist/stores/memory.js'
export { sqliteStore } from '../dist/stores/sqlite.js'
export { authenticateNode } from '../dist/adapters/node.js'
export { createPasswordHasher } from '../dist/crypto/password-hash.js'
export { createRevocationIndex } from '../dist/core/revocation/revocation-index.js'
