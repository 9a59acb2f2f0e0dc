/** Server-sent events (HTML Standard §9.2.6) as a stream brings them. Knows the form, knows nothing of what they say. */

export interface ServerEvent {
  readonly event: string
  readonly data: string
  /** What the sender would go on after; undefined: it said nothing of that. */
  readonly id: string | undefined
}

const MOST = 65_536

/** Throws a `RangeError` for an event that is too long to be one. */
export async function* eventsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true })
    const blocks = rest.split(/\r?\n\r?\n/)
    rest = blocks.pop() ?? ''
    if (rest.length > MOST) throw new RangeError(`an event has more than ${MOST} characters`)
    for (const block of blocks) yield eventOf(block)
  }
}

function eventOf(block: string): ServerEvent {
  const fields = block.split(/\r?\n/).map((line) => /^([^:]*):? ?(.*)$/.exec(line) ?? [])
  const of = (name: string) => fields.filter(([, field]) => field === name).map(([, , value = '']) => value)
  return { event: of('event').at(-1) ?? 'message', data: of('data').join('\n'), id: of('id').at(-1) }
}
