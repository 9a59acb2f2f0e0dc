/** `latchkey/testing`: what an implementation of a contract must hold to, whatever test runner runs it. */
export { storeFacts } from './testing/store-facts.ts'
export type { Fact, OpenStore } from './testing/store-facts.ts'
