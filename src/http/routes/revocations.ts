/**
 * GET /auth/revocations: the revocation log as server-sent events (HTML Standard §9.2), for services that check our JWTs by
 * themselves. It names sessions and people by their ids, so the caller needs `latchkey:introspect`, and hears no more when the
 * login that asked has ended.
 */
import { check } from '../../core/authenticate.ts'
import { feedOf, type LogNotice, type LogPosition } from '../../core/revocation/log-feed.ts'
import { bearerOf } from '../actor.ts'
import type { Call, Feeds } from '../call.ts'
import { problemResponse } from '../problem.ts'

const scope = 'latchkey:introspect'
const mostFeeds = 64
const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
/** Characters to a chunk, so that a long log is no long string. */
const chunk = 32_768

export async function getRevocations(call: Call): Promise<Response> {
  const { http, view } = call
  const asker = await bearerOf(call, { scope })
  if (!asker.ok) return problemResponse(asker.problem, view.requestId)
  const { feeds } = http
  if (feeds.open >= mostFeeds || feeds.ending.aborted) {
    return problemResponse({ code: 'unavailable', retryAfter: 5, detail: 'As many feeds are open as one process serves.' }, view.requestId)
  }
  // Nobody reads the body of a HEAD, and nobody would end it.
  if (call.request.method === 'HEAD') return new Response(null, { headers })
  const notices = feedOf({
    store: http.core.store, from: positionOf(view.header('last-event-id')),
    mayGoOn: async () => !feeds.ending.aborted && call.isStaying() && await mayListen(call),
    report: (error) => { http.report(error, view) },
  })
  return new Response(streamOf(notices, { feeds, now: http.core.clock }), { headers })
}

/** A store that cannot be asked ends nobody's login; nothing of it can be told either. */
async function mayListen({ http, view }: Call): Promise<boolean> {
  try {
    return (await check(http.core, view, { freshness: 'revocable', scope })).status === 'authenticated'
  } catch {
    return true
  }
}

function streamOf(notices: AsyncGenerator<LogNotice, void>, { feeds, now }: { feeds: Feeds, now: () => number }): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let isOpen = true
  feeds.open++
  function close(): void {
    if (isOpen) feeds.open--
    isOpen = false
  }
  return new ReadableStream<Uint8Array>({
    /** Only as fast as it is taken. */
    async pull(controller) {
      let text = ''
      do {
        const { value } = await notices.next().catch(() => ({ value: undefined }))
        if (value === undefined) {
          close()
          if (text !== '') controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += onWire(value, now())
        if (value.kind === 'live' || value.kind === 'silent') break
      } while (text.length < chunk)
      controller.enqueue(encoder.encode(text))
    },
    async cancel() {
      close()
      await notices.return()
    },
  }, { highWaterMark: 0 })
}

function onWire(notice: LogNotice, now: number): string {
  if (notice.kind === 'silent') return ': the log cannot be read\n\n'
  if (notice.kind === 'reset') return 'event: reset\ndata: {}\n\n'
  const id = notice.at === null ? '' : `id: ${notice.at.incarnation}.${notice.at.seq}\n`
  if (notice.kind === 'live') return `event: live\n${id}data: {"at":${now}}\n\n`
  const { kind, id: of, value, at, until } = notice.entry
  return `event: revoked\n${id}data: ${JSON.stringify({ kind, id: of, value, at, until })}\n\n`
}

/** What is no position of ours is none: then all is told. */
function positionOf(id: string | undefined): LogPosition | null {
  const [, incarnation = '', seq = ''] = /^([\w-]{1,64})\.(\d{1,15})$/.exec(id ?? '') ?? []
  return incarnation === '' ? null : { incarnation, seq: Number(seq) }
}
