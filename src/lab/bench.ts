/** What answers a request of the lab: its own instance, and what each browser did with it. */
import type { PageLanguage, Preferences } from '../contracts.ts'
import { languageFor } from '../http/language.ts'
import type { LabInstance, LabWorld } from './instance.ts'
import type { Notebooks } from './notebooks.ts'

export interface Bench {
  readonly world: LabWorld
  readonly node: string
  /** The pages' own path, where the style sheet is. */
  readonly pages: string
  /** Its logins are those that the page shows. */
  readonly main: LabInstance
  readonly notebooks: Notebooks
  /** Once: what is loaded at its first use is no part of what a login takes. */
  readonly warm: () => Promise<void>
  /** Two at once and a few that wait: the machine is the real instance's first. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>
  preferences(request: Request): Preferences
}

export function languageOf(bench: Bench, request: Request): PageLanguage {
  return languageFor(bench.preferences(request), request.headers.get('accept-language') ?? undefined)
}

export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}
