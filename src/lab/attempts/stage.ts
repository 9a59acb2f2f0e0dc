/** What every attempt starts from, and how its answers are told. */
import type { Exchange, Lane, Rule, RuleFacts, Trial, Verdict } from '../facts.ts'
import type { LabInstance } from '../instance.ts'
import { askResource, type Asking, type Login, type Person } from '../logins.ts'

export interface Stage {
  readonly instance: LabInstance
  readonly person: Person
  readonly lane: Lane
  readonly login: Login
  /** Seconds that the instance's clock is ahead from now on. */
  readonly moveClock: (ahead: number) => void
}

export type Try = (stage: Stage) => Promise<Trial>

export function ask({ instance, lane, login }: Stage, asking: Partial<Asking> = {}): Promise<Exchange> {
  return askResource(instance, { lane, credential: login.credential, ...asking })
}

/** By what was answered, and never by what was expected. */
export function told(rule: Rule, exchange: Exchange, facts: RuleFacts = {}): Verdict {
  return { tone: exchange.status === 200 ? 'accepted' : 'refused', rule, facts, exchange }
}

/** What one would not wish, where it was accepted. */
export function uneasily(rule: Rule, exchange: Exchange, facts: RuleFacts = {}): Verdict {
  const verdict = told(rule, exchange, facts)
  return verdict.tone === 'accepted' ? { ...verdict, tone: 'uneasy' } : verdict
}

export function trialOf({ login }: Stage, verdicts: readonly Verdict[], more: Partial<Pick<Trial, 'before' | 'changedAt' | 'credential'>> = {}): Trial {
  return { credential: login.credential, changedAt: null, before: null, verdicts, ...more }
}

/** When the credential ends by its own words, read from the answer that it still opens; 0 where it opens nothing. */
export function endIn(exchange: Exchange): number {
  const [, end = '0'] = /"expires_at":(\d+)/.exec(exchange.response.body) ?? []
  return Number(end)
}
