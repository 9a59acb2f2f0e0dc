/** One way to answer an authenticated GET: a listener on node:http, and the headers of somebody who is logged in. */
import type { RequestListener, ServerResponse } from 'node:http'

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

/** The cheapest way to say it: with its length a body is sent in one piece. */
export function send(outgoing: ServerResponse, subject: string): void {
  const body = answerOf(subject)
  outgoing.writeHead(200, { ...json, 'content-length': body.length }).end(body)
}
