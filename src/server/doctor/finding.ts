/** One line of what the doctor says. */

/** `fine`: as it should be. `note`: worth knowing. `trouble`: this is why, or will be. */
export interface Finding {
  readonly check: string
  readonly state: 'fine' | 'note' | 'trouble'
  readonly says: string
}

export function fine(check: string, says: string): Finding {
  return { check, state: 'fine', says }
}

export function note(check: string, says: string): Finding {
  return { check, state: 'note', says }
}

export function trouble(check: string, says: string): Finding {
  return { check, state: 'trouble', says }
}
