/** Where answers go: standard output for what was asked, standard error for everything else; colours and progress for people alone. */
import { stdout, stderr } from 'node:process'
import { styleText } from 'node:util'

export function say(text: string): void {
  stdout.write(`${text}\n`)
}

/** Plain where nobody looks, and with NO_COLOR. */
export function coloured(colour: 'green' | 'yellow' | 'red' | 'dim', text: string): string {
  return styleText(colour, text, { stream: stdout, validateStream: true })
}

/** A terminal obeys what it is shown: what strangers wrote is not handed to it. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\ufffd')
}

/** Columns as wide as their longest cell; nothing behind the last. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, cell.length)), [])
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd()).join('\n')
}

export interface Progress {
  /** So many are done. */
  at(count: number): void
  end(): void
}

/** One line on standard error that counts, and is gone at the end; on a terminal alone. */
export function progress(what: string, total: number | null = null): Progress {
  if (!stderr.isTTY) return { at: () => undefined, end: () => undefined }
  let shown = 0
  return {
    at(count) {
      const at = performance.now()
      if (at - shown < 100) return
      shown = at
      stderr.write(`\r${what}: ${count}${total === null ? '' : ` of ${total}`}\u001b[K`)
    },
    end: () => { stderr.write('\r\u001b[K') },
  }
}

/** `2026-05-28 07:41` in UTC. */
export function minute(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')
}
