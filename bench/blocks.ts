/** All blocks, in the order in which they run. */
import type { Block } from './block.ts'
import { cached } from './blocks/cached.ts'
import { flood } from './blocks/flood.ts'
import { growth } from './blocks/growth.ts'
import { http } from './blocks/http.ts'
import { imports } from './blocks/imports.ts'
import { jwe } from './blocks/jwe.ts'
import { jws } from './blocks/jws.ts'
import { login } from './blocks/login.ts'
import { lookup } from './blocks/lookup.ts'
import { memory } from './blocks/memory.ts'
import { revocation } from './blocks/revocation.ts'
import { token } from './blocks/token.ts'
import { typing } from './blocks/typing.ts'

export const blocks: readonly Block[] = [jws, cached, token, jwe, lookup, revocation, http, login, flood, memory, imports, typing, growth]
