/** The lab beside the instance: with a clock and a log of the process, and with nothing of the instance. */
import type { Logger } from 'pino'
import type { Lab } from '../lab/lab.ts'
import type { Config } from './config.ts'
import { described } from './fault.ts'

/** Null where it is off. Loaded at its first request: most processes never have one. */
export function openLab({ lab, origin, file }: Config, base: string, log: Logger): Lab | null {
  if (lab === 'off') return null
  let opened: Promise<Lab> | undefined
  const open = async () => {
    const { createLab } = await import('../lab/lab.ts')
    return createLab({
      origin, base, node: process.versions.node,
      clock: () => Math.floor(Date.now() / 1000),
      report: (error) => { log.error({ err: described(error) }, 'fault in the lab') },
      ...(file.languages !== undefined && { languages: file.languages }),
    })
  }
  return {
    async handler(request, context) {
      opened ??= open()
      return (await opened).handler(request, context)
    },
    async close() { await (await opened)?.close() },
  }
}
