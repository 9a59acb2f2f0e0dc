import { expressAdapter } from './applications/express.ts'
import { fastify } from './applications/fastify.ts'
import { hono } from './applications/hono.ts'
import { next } from './applications/next.ts'
import { node } from './applications/node.ts'
import { web } from './applications/web.ts'
import type { Adapter } from './mounted.ts'

export const adapters: readonly Adapter[] = [node, expressAdapter, fastify, hono, web, next]
