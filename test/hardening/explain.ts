/** Whether a refusal follows from what was begun: what cannot be explained is a finding. */
import type { Answer } from '../support/client.ts'
import type { Holder } from './ledger.ts'
import type { Doing } from './scheduler.ts'
import type { Scene } from './scene.ts'

export interface Asked {
  /** Null: nothing that could be over was shown. */
  readonly holder: Holder | null
  readonly credential: string
  readonly line: string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Whom it would end; null is somebody else's. */
  readonly target?: Holder | null
}

/** Null: it is explained. */
export function explain(scene: Scene, mine: Doing, asked: Asked & { readonly answer: Answer }): string | null {
  const { answer: { status, body, text }, line } = asked
  if (status < 300) return null
  const code = typeof body['code'] === 'string' ? body['code'] : text
  const isExplained = reasons[`${status} ${code}`]?.(scene, asked, mine) ?? false
  const why = mine.faults.length === 0 ? '' : `, reported: ${mine.faults.map(String).join()}`
  return isExplained ? null : `${line} is answered with ${status} ${code}, unexplained${why}`
}

type Reason = (scene: Scene, asked: Asked, mine: Doing) => boolean

/** It was ended, or its credential was replaced, by something that was begun. */
const isShaken: Reason = ({ ledger }, { holder }) => holder !== null && (ledger.mayBeOver(holder) || holder.rotations > 0)

const reasons: Readonly<Record<string, Reason>> = {
  '401 credential_invalid': isShaken,
  '401 session_revoked': isShaken,
  '401 invalid_credentials': (scene, asked, mine) => (
    scene.ledger.passwordChanges + scene.ledger.disables > 0 || isShaken(scene, asked, mine)
  ),
  '401 token_reused': (_, { holder }) => holder !== null && holder.refreshes + holder.rotations > 1,
  '404 not_found': ({ ledger }, { target }) => target === null || target !== undefined && ledger.mayBeOver(target),
  // Another write, or the session went and the version with it.
  '412 precondition_failed': (scene, asked, mine) => asked.holder !== null && asked.holder.tried.size > 1 || isShaken(scene, asked, mine),
  // The sixth at once, or after five that failed since the password was changed.
  '429 throttled': ({ ledger }) => ledger.attempts > 5,
  // Five commits in a row met somebody else's.
  '503 unavailable': (_, __, { failedCommits }) => failedCommits >= 5,
}
