/** Many people who are logged in at once, and a check that nobody is ever taken for another (B-27). */
import { addUser } from '../http/people.ts'
import { password, type Instance } from './instance.ts'
import { pause } from './raw.ts'
import { carriers, shownBy } from './wire.ts'

export interface Person {
  readonly username: string
  readonly shown: Readonly<Record<string, string>>
}

/** A third of them by each carrier. Without HTTP, and so without an address: one source may not log in this often. */
export function gather(instance: Instance, count: number): Promise<readonly Person[]> {
  return Promise.all(Array.from({ length: count }, async (_, n) => {
    const username = `person-${n}`
    await addUser(instance, username)
    const carrier = carriers[n % carriers.length] ?? 'cookie'
    const outcome = await instance.auth.login({ username, password, carrier })
    if (!outcome.ok) throw new Error(`${username} cannot log in: ${outcome.code}`)
    return { username, shown: shownBy(carrier, outcome.issued.credential) }
  }))
}

/** Everyone asks so many times, all at once and out of step; answers the first few who were told another's name. */
export async function mixUps(
  people: readonly Person[], rounds: number, whoAmI: (person: Person, round: number) => Promise<string | null>,
): Promise<readonly string[]> {
  const wrong: string[] = []
  await Promise.all(people.map(async (person) => {
    for (let round = 0; round < rounds; round++) {
      await pause(Math.random() * 3)
      const name = await whoAmI(person, round)
      if (name !== null && name !== person.username) wrong.push(`${person.username} was told ${name}`)
    }
  }))
  return wrong.slice(0, 5)
}
