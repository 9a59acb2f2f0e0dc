import { expect, it, vi } from 'vitest'
import { createAuth } from '../../src/create-auth.ts'
import { redis } from '../../src/redis.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { origin, secret } from '../support/instance.ts'

vi.mock('ioredis', () => { throw new Error('Cannot find package') })

it('Redis parts say what to install where ioredis is not, when the instance opens and no sooner', async () => {
  const auth = createAuth({ origin, secret, store: memoryStore(), shared: redis({ url: 'redis://localhost' }) })
  await expect(auth.ready()).rejects.toThrow('latchkey/redis needs the package ioredis: npm install ioredis@6')
  await auth.close()
})
