/** What a command is: its words, what it takes, what it answers. The table of them is `commands.ts`. */
import type { Config } from '../config.ts'

export interface Flag {
  /** Without: it stands alone. */
  readonly value?: string
  /** It may be given more than once. */
  readonly isMany?: boolean
  readonly about: string
}

/** What was written on the line. */
export interface Call {
  readonly words: readonly string[]
  readonly flags: Flags
  /** Settings of the environment and the config file; read when a command asks for them. */
  readonly config: () => Promise<Config>
}

export interface Flags {
  is(name: string): boolean
  one(name: string): string | undefined
  many(name: string): readonly string[]
}

/** `json`: the same for programs, in the names of the HTTP contract. Null: the command has written for itself. */
export interface Outcome {
  readonly text: string
  readonly json: unknown
  /** Done, and the answer is no: exit code 1. */
  readonly isTrouble?: boolean
}

export interface Command {
  /** `user add` */
  readonly name: string
  /** What follows, `<name>` or `[use]`; each one word. */
  readonly takes?: readonly string[]
  readonly about: string
  /** What only its own help says. */
  readonly details?: string
  readonly flags?: Readonly<Record<string, Flag>>
  readonly example: string
  /** Words may begin with a dash: nothing is taken for an option but those that it has. */
  readonly isVerbatim?: boolean
  run(call: Call): Promise<Outcome | null>
}

/** The line is none that there is: exit code 2. Words of the line are repeated only where they are no arguments. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
