/**
 * What the nodes of one deployment may share beside the record: it costs speed when it is lost, and never truth. Core asks each
 * part with an end of 50 ms and does without it, so a part may fail, hang, forget everything at any time, or answer nonsense.
 */
import type { Seconds } from './records.ts'

/** What nodes share beside the store. Each part may be missing or away: that costs speed, and never truth. */
export interface SharedParts {
  /** Awaited before anything is answered. Rejects for a fault of the installation, and not because a service is away. */
  open?(): Promise<void>
  readonly cache?: SharedCache
  readonly throttle?: SharedThrottle
  readonly signal?: Signal
  /** Lets go of connections. Idempotent. */
  close?(): Promise<void>
}

/** Texts that core has sealed. It sees no identity, and what somebody else wrote there opens nothing. */
export interface SharedCache {
  /** Null: not there, or no longer. */
  get(key: string): Promise<string | null>
  /** What stood there before is replaced. */
  set(key: string, text: string, life: Seconds): Promise<void>
}

/** How much is allowed in a time. */
export interface Rate {
  /** It begins with the first that is counted, and nothing that is counted later moves its end. */
  readonly window: Seconds
  readonly atMost: number
}

/** `retryAfter`: whole seconds, one or more. */
export type Counted = { readonly ok: true } | { readonly ok: false, readonly retryAfter: Seconds }

/** Counts by bucket, for sources alone: the failures of an account are in the record, where no flush forgets them (F-05). */
export interface SharedThrottle {
  /** Counts one, or none where `atMost` are counted already. Atomic: of any number at once, no more than `atMost` are counted. */
  count(bucket: string, rate: Rate): Promise<Counted>
  /** Takes one back; a bucket that is not there stays so. */
  uncount(bucket: string): Promise<void>
}

/** Tells other nodes that the log is worth a look. A hint and no more: it may be lost, late, or for nothing. */
export interface Signal {
  /** Waits for nothing, and never throws. */
  tell(): void
  /** Resolves soon, whether or not anything can be heard yet; once it can, `heard` is called, since something was missed perhaps. */
  watch(heard: () => void): Promise<() => Promise<void>>
}
