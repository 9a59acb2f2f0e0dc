/** `latchkey/testing`: what an implementation of a contract must hold to, whatever test runner runs it. */
export type { Fact } from './testing/fact.ts'
export { formatFacts } from './testing/format-facts.ts'
export type { FormatOptions, FormatPlace, MakeFormat } from './testing/format-facts.ts'
export { storeFacts } from './testing/store-facts.ts'
export type { OpenStore } from './testing/store-facts.ts'
export { sharedFacts } from './testing/shared-facts.ts'
export type { OpenShared } from './testing/shared-facts.ts'
