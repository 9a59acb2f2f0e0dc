/** Blocks of what crossed the wire, and of what went to the store. The credential is marked wherever it stands. */
import type { Write } from '../../contracts.ts'
import { html, type Markup } from '../../pages/markup.ts'
import type { Message, Seen } from '../facts.ts'
import type { LabText } from '../text/text.ts'
import { objectIn } from '../wire.ts'

export interface Marking {
  readonly credential: string
  /** In full, where its length is what is shown. */
  readonly isFull?: boolean
  /** A character that is not as it was made. */
  readonly changedAt?: number | null
}

/** Header lines that tell of logins; the others are counted. */
const telling = new Set(['content-type', 'set-cookie', 'www-authenticate', 'cache-control', 'retry-after'])

export function wire(message: Message, marking: Marking, text: LabText): Markup {
  const isRequest = !message.start.startsWith('HTTP/')
  const shown = message.fields.filter(([name]) => isRequest || telling.has(name.toLowerCase()))
  const others = message.fields.length - shown.length
  return html`<pre class="wire">${line(html`<span class="s">${message.start}</span>`)}${shown.map(([name, value]) => (
    line(html`<span class="h">${name}:</span> ${marked(short(name, value), marking)}`)
  ))}${others > 0 && line(html`<span class="h">${text.moreLines(others)}</span>`)}${message.body !== '' && [line(''), ...bodyLines(message.body).map((one) => line(marked(one, marking)))]}</pre>`
}

const line = (content: Markup | Markup[] | string): Markup => html`<span class="l">${content}</span>`

/** Every part of a text that is a credential, in the accent. Refresh tokens too. */
function marked(text: string, marking: Marking): Markup[] {
  const { credential } = marking
  const pieces = credential === '' ? [text] : text.split(credential)
  return pieces.flatMap((piece, at) => at === 0 ? refreshMarked(piece) : [credentialOf(marking), ...refreshMarked(piece)])
}

function refreshMarked(text: string): Markup[] {
  return text.split(/(lk_rt_[\w-]+)/).map((piece) => piece.startsWith('lk_rt_') ? html`<b class="cred">${cut(piece)}</b>` : html`${piece}`)
}

export function credentialOf({ credential, isFull = false, changedAt = null }: Marking): Markup {
  if (changedAt === null) return html`<b class="cred">${isFull ? credential : cut(credential)}</b>`
  const isShort = credential.length <= 64
  const before = isShort ? credential.slice(0, changedAt) : `${credential.slice(0, 10)}…${credential.slice(changedAt - 12, changedAt)}`
  const after = isShort ? credential.slice(changedAt + 1) : `${credential.slice(changedAt + 1, changedAt + 13)}…${credential.slice(-6)}`
  return html`<b class="cred">${before}<mark>${credential[changedAt] ?? ''}</mark>${after}</b>`
}

/** In the middle: both ends are what people compare. */
export function cut(value: string): string {
  return value.length > 24 ? `${value.slice(0, 12)}…${value.slice(-4)}` : value
}

/** Another cookie than the lane's is only named. */
function short(name: string, value: string): string {
  if (name.toLowerCase() !== 'set-cookie' || value.startsWith('__Host-lab-')) return value
  return value.replace(/=([^;]+)/, (_, content: string) => `=${cut(content)}`)
}

/** One member a line; nothing but the line breaks is added. */
function bodyLines(body: string): readonly string[] {
  const members = objectIn(body)
  if (members === null) return [body]
  const all = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return all.map((member, at) => `${at === 0 ? '{' : ' '}${member}${at === all.length - 1 ? '}' : ','}`)
}

/** What was asked of the store and written to it, one line for each. */
export function storeBlock(seen: readonly Seen[]): Markup | false {
  const lines = seen.flatMap(storeLines)
  return lines.length > 0 && html`<pre class="wire st-w">${lines.map((one) => line(one))}</pre>`
}

function storeLines(seen: Seen): readonly Markup[] {
  if (seen.did === 'read') return [command('FIND', `${seen.verb} ${readable(seen.verb, seen.by)}`)]
  return seen.did === 'commit' ? seen.writes.flatMap(writeLines) : []
}

function command(verb: string, rest: string): Markup {
  return html`<span class="d">${verb}</span> ${rest}`
}

function readable(table: string, by: string): string {
  return table === 'secret' ? `sha256:${cut(by)}` : cut(by)
}

function writeLines(write: Write): readonly Markup[] {
  if (write.do === 'insert') return insertLines(write)
  if (write.do === 'update') return [command(Object.keys(write.set).length === 0 ? 'GUARD' : 'UPDATE', `${write.table} ${cut(write.id)}`)]
  if (write.do === 'delete') return [command('DELETE', `${write.table} ${cut(write.id)}`)]
  if (write.do === 'count' || write.do === 'uncount') return [command(write.do.toUpperCase(), `throttle ${cut(write.bucket)}`)]
  if (write.do === 'revoke') return [command('REVOKE', `${write.entry.kind} ${cut(write.entry.id)}`)]
  return [command('RECORD', write.event.type)]
}

function insertLines(write: Write & { do: 'insert' }): readonly Markup[] {
  if (write.table === 'session') {
    const { id, subject, carrier, idle, created, absoluteEnd } = write.row
    return [command('INSERT', `session ${cut(id)}`), under('subject', cut(subject ?? '')), under('carrier', carrier), under('ends', `idle ${idle} s, at most ${absoluteEnd - created} s`)]
  }
  if (write.table === 'secret') {
    const { digest, purpose } = write.row
    return [command('INSERT', `secret sha256:${cut(digest)}`), under('purpose', purpose)]
  }
  return [command('INSERT', write.table)]
}

const under = (name: string, value: string): Markup => html`<span class="d">  ${name}</span> ${value}`
