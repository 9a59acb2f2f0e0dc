/**
 * What each browser has done in the lab: its person, its three logins, its attempts. In memory, a bounded number; the oldest go, and their
 * logins with them.
 */
import { readCookie } from '../cookies/parse.ts'
import { serializeCookie } from '../cookies/serialize.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import type { AttemptName, Attempted, Lane, LaneFacts, Measures } from './facts.ts'
import type { Person } from './logins.ts'

const pageCookie = '__Host-lab-page'

export interface Notebook {
  readonly id: string
  /** Names it to the other site, which may tell on it what came from there, and no more. */
  readonly code: string
  /** Made with the first login. */
  person: Promise<Person> | null
  readonly lanes: Map<Lane, LaneFacts>
  readonly attempts: Map<AttemptName, Attempted>
  /** Whose request and answer are shown in full. */
  last: AttemptName | null
  measures: Measures | null
}

export interface Notebooks {
  /** Null: this browser did nothing yet. */
  of(cookieHeader: string | null): Notebook | null
  /** A new one, with the line that names it to the browser. */
  begin(): { readonly notebook: Notebook, readonly setCookie: string }
  /** By its code. */
  named(code: string): Notebook | null
  end(notebook: Notebook): void
}

/** `onEnd` hears of each that went, whoever ended it. */
export function createNotebooks(most: number, onEnd: (notebook: Notebook) => void): Notebooks {
  const all = new Map<string, Notebook>()
  const end = (notebook: Notebook) => {
    if (all.delete(notebook.id)) onEnd(notebook)
  }
  /** Of the others the oldest: one that holds nothing, so that who sends what is of no use ends nobody's login. */
  const leastMissed = (newest: Notebook) => {
    const others = [...all.values()].filter((one) => one !== newest)
    return others.find(({ person, attempts }) => person === null && attempts.size === 0) ?? others[0] ?? newest
  }
  return {
    of(cookieHeader) {
      const [id = '', ...others] = readCookie(cookieHeader, pageCookie)
      const notebook = others.length === 0 ? all.get(id) : undefined
      if (notebook === undefined) return null
      // Used last, so that it goes last.
      all.delete(id)
      all.set(id, notebook)
      return notebook
    },
    begin() {
      const notebook: Notebook = { id: randomSecret(), code: randomId(), person: null, lanes: new Map(), attempts: new Map(), last: null, measures: null }
      all.set(notebook.id, notebook)
      if (all.size > most) end(leastMissed(notebook))
      const setCookie = serializeCookie(pageCookie, notebook.id, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' })
      return { notebook, setCookie }
    },
    named: (code) => [...all.values()].find((notebook) => notebook.code === code) ?? null,
    end,
  }
}
