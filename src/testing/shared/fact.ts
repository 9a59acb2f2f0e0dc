/** A fact about what nodes share, and the small words that facts are written in. */
import type { SharedParts } from '../../contracts.ts'
import type { Fact } from '../fact.ts'

/** Makes two nodes of a deployment that is new and empty. */
export type OpenShared = () => Promise<readonly [SharedParts, SharedParts]>
export type SharedFact = (open: OpenShared) => Fact

/** Each fact has a deployment of its own, and is given one part of both of its nodes. */
export function aboutPart<Name extends 'cache' | 'throttle' | 'signal'>(part: Name) {
  type Part = SharedParts[Name] & {}
  const of = ({ [part]: own }: SharedParts): Part => {
    if (own === undefined) throw new TypeError(`the implementation has no ${part}`)
    return own
  }
  return (name: string, body: (one: Part, other: Part) => Promise<void>): SharedFact => (open) => ({
    name: `the shared ${part} ${name}`,
    async run() {
      const nodes = await open()
      try {
        await body(of(nodes[0]), of(nodes[1]))
      } finally {
        for (const node of nodes) await node.close?.()
      }
    },
  })
}

/** Looks until it is so, or two seconds have gone. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !isSo(); n++) await pause(10)
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}
