/** A counter in session data, as an application would keep one. */
import { ownPage } from '../support/client.ts'
import { origin, type Instance } from '../support/instance.ts'

type Shown = Readonly<Record<string, string>>

const act = (shown: Shown) => new Request(`${origin}/count`, { method: 'POST', headers: { ...ownPage, ...shown } })

export async function increment({ auth }: Instance, shown: Shown): Promise<void> {
  const session = await auth.session(act(shown))
  await session.update((data) => ({ ...data, count: Number(data['count'] ?? 0) + 1 }))
}

export async function counterOf({ auth }: Instance, shown: Shown): Promise<number> {
  return Number((await (await auth.session(act(shown))).get())['count'] ?? 0)
}
