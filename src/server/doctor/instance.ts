/** What only an open instance can tell: whether the secret opens the keys, and whether the clock goes backwards. */
import { KeyRingError } from '../../core/key-ring.ts'
import { StoreError } from '../../stores/store-error.ts'
import { ConfigError } from '../config.ts'
import type { Instance } from '../instance.ts'
import { fine, trouble, type Finding } from './finding.ts'

const leeway = 30

export async function instanceFindings({ auth, store }: Instance): Promise<readonly Finding[]> {
  try {
    await auth.ready()
  } catch (error) {
    if (error instanceof KeyRingError || error instanceof StoreError || error instanceof ConfigError) return [trouble('keys', error.message)]
    throw error
  }
  const keys = await auth.keys.list()
  const [newest] = await store.listEvents({}, { limit: 1 })
  const ahead = (newest?.at ?? 0) - Math.floor(Date.now() / 1000)
  return [
    fine('keys', `The secret opens the key ring: ${keys.length} keys, ${keys.filter(({ state }) => state === 'current').length} in use.`),
    ahead > leeway ? trouble('clock', `The newest record is ${ahead} s ahead of this machine's clock (${new Date().toISOString().slice(0, 19)} UTC): the clock was set back, or another node's is ahead. What was issued then is not good yet.`)
      : fine('clock', `It is ${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC here, and no record is of the future.`),
  ]
}
