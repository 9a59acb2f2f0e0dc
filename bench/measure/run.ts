/** What a run is: how long it tries, and how it says where it is. Blocks get it and decide nothing about it. */

export interface Run {
  readonly isQuick: boolean
  /** Times that each contender is measured, in turns with the others. */
  readonly rounds: number
  /** Rounds before these, which wake up compilers and caches and are not counted. */
  readonly warmUps: number
  /** How long a contender works before anything is measured, so that compilers have done with it. */
  readonly warmUpMilliseconds: number
  /** How long one contender works in one round. */
  readonly milliseconds: number
  /** Told to who waits; it is no part of the report. */
  say(line: string): void
}

export function runOf({ isQuick }: { readonly isQuick: boolean }): Run {
  const say = (line: string): void => { process.stderr.write(`${line}\n`) }
  return isQuick ? { isQuick, rounds: 7, warmUps: 1, warmUpMilliseconds: 80, milliseconds: 6, say } : { isQuick, rounds: 15, warmUps: 1, warmUpMilliseconds: 800, milliseconds: 60, say }
}

/** A number that grows with the patience of the run. */
export function size<T>({ isQuick }: Run, { quick, full }: { readonly quick: T, readonly full: T }): T {
  return isQuick ? quick : full
}
