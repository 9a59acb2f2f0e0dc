/** One way to answer an authenticated GET: a listener on node:http, and the headers of somebody who is logged in. */
import type { RequestListener } from 'node:http'

export interface Stack {
  readonly listener: RequestListener
  readonly headers: Readonly<Record<string, string>>
}

export type Make = () => Stack | Promise<Stack>

/** What everybody answers. */
export function answerOf(subject: string): string {
  return JSON.stringify({ subject })
}

export const json = { 'content-type': 'application/json' } as const
