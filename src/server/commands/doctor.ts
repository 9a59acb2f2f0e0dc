/** `latchkey doctor`, `doctor request` and `doctor credential`: why is this request anonymous. Reads the store; changes nothing. */
import { stdin } from 'node:process'
import { text as readAll } from 'node:stream/consumers'
import type { Call, Outcome } from '../command-line/command.ts'
import { coloured } from '../command-line/output.ts'
import { readCredential } from '../command-line/secrets.ts'
import { ConfigError, type Config } from '../config.ts'
import { configurationFindings, databaseFindings, redisFindings } from '../doctor/configuration.ts'
import { judgeCredential, type Judged, type Verdict } from '../doctor/credential.ts'
import { trouble, type Finding } from '../doctor/finding.ts'
import { instanceFindings } from '../doctor/instance.ts'
import { readRequest, type WrittenRequest } from '../doctor/read-request.ts'
import { judgeRequest } from '../doctor/request.ts'
import type { Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

type Question = (instance: Instance, config: Config) => Promise<Judged>

export function doctor(call: Call): Promise<Outcome> {
  return examine(call, null)
}

export async function doctorCredential(call: Call): Promise<Outcome> {
  const credential = await readCredential()
  return examine(call, (instance) => judgeCredential(instance, credential))
}

export async function doctorRequest(call: Call): Promise<Outcome> {
  const request = await readWritten()
  return examine(call, (instance, config) => judgeRequest(instance, config, request))
}

async function readWritten(): Promise<WrittenRequest> {
  const text = await readAll(stdin)
  if (text.length > 262_144) throw new CommandError('That is longer than any request whose headers could be read.')
  const request = readRequest(text)
  if (request === null) throw new CommandError('No request was found on standard input; expected what curl -v prints, or "GET /path HTTP/1.1" and its header lines.')
  return request
}

async function examine({ config }: Call, question: Question | null): Promise<Outcome> {
  const settings = await config().catch(asFinding)
  if ('check' in settings) return told([settings], null)
  const database = await databaseFindings(settings)
  const before = [...configurationFindings(settings), ...database.findings, ...await redisFindings(settings)]
  if (!database.isUsable) return told(before, null)
  try {
    const { findings, judged } = await withInstance(settings, (instance) => ask(instance, settings, question))
    return told([...before, ...findings, ...judged?.findings ?? []], judged?.verdict ?? null)
  } catch (error) {
    return told([...before, asFinding(error)], null)
  }
}

/** A setting that is wrong is what was asked for; any other fault is a fault. */
function asFinding(error: unknown): Finding {
  if (error instanceof ConfigError) return trouble('settings', error.message)
  throw error
}

async function ask(instance: Instance, config: Config, question: Question | null): Promise<{ findings: readonly Finding[], judged: Judged | null }> {
  const findings = await instanceFindings(instance)
  const isOpen = findings.every(({ check, state }) => check !== 'keys' || state === 'fine')
  return { findings, judged: question !== null && isOpen ? await question(instance, config) : null }
}

const signs = { fine: ['green', 'ok  '], note: ['yellow', 'note'], trouble: ['red', 'BAD '] } as const

function told(findings: readonly Finding[], verdict: Verdict | null): Outcome {
  const isFine = findings.every(({ state }) => state !== 'trouble')
  const lines = findings.map(({ check, state, says }) => {
    const [colour, sign] = signs[state]
    return `${coloured(colour, sign)}  ${check.padEnd(10)}  ${says}`
  })
  const last = verdict === null ? isFine ? 'Nothing is wrong that can be seen from here.' : 'Mend the lines marked BAD.' : verdictLine(verdict)
  return { text: [...lines, '', last].join('\n'), json: { ok: isFine, findings, verdict }, isTrouble: !isFine }
}

function verdictLine({ status, reason, user }: Verdict): string {
  if (status === 'authenticated') return `Authenticated${user === null ? '' : ` as ${user.username}`}.`
  return status === 'anonymous' ? 'Anonymous.' : `Refused: ${reason ?? ''}.`
}
