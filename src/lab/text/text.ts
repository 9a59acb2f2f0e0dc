/** Every word of the lab, in one language. What stands on the wire and in the store is of no language and is not in here. */
import type { AttemptName, DecodedPart, Lane, Rule, RuleFacts } from '../facts.ts'

export interface LabText {
  readonly title: string
  readonly skip: string
  readonly nav: { readonly main: string, readonly account: string, readonly lab: string }
  readonly heading: string
  readonly lead: string
  readonly parts: { readonly label: string, readonly steps: string, readonly break: string, readonly compare: string, readonly decode: string }
  readonly logIn: string
  readonly logInAgain: string
  readonly startOver: string
  readonly nobody: string
  readonly loggedIn: (username: string, time: string) => string
  readonly problem: Readonly<Record<'busy' | 'csrf_rejected' | 'not_found' | 'other', string>>
  readonly actors: readonly [browser: string, server: string, store: string]
  readonly lanes: Readonly<Record<Lane, { readonly name: string, readonly what: string, readonly about: string }>>
  readonly steps: readonly string[]
  /** What each step means in each lane. */
  readonly says: Readonly<Record<Lane, readonly string[]>>
  readonly notYet: string
  readonly bytes: (n: number) => string
  readonly toCarry: (n: number) => string
  readonly find: string
  readonly keep: string
  readonly passwordMatches: string
  readonly accountLive: string
  readonly made: Readonly<Record<Lane, (facts: { characters: number, key: string }) => string>>
  readonly notStored: string
  readonly moreLines: (n: number) => string
  readonly kept: Readonly<Record<'jar' | 'memory', { readonly where: string, readonly rest: string }>>
  readonly authentic: Readonly<Record<Lane, string>>
  readonly sessionFound: string
  readonly notOver: string
  readonly timesAndAudience: string
  readonly notRevoked: string
  readonly storeNotAsked: string
  readonly breakAbout: string
  readonly attempts: Readonly<Record<AttemptName, { readonly name: string, readonly does: string }>>
  readonly done: string
  readonly refused: string
  readonly accepted: string
  readonly rulePrefix: string
  readonly rules: Readonly<Record<Rule, (facts: RuleFacts) => string>>
  readonly ledger: string
  readonly ledgerEmpty: string
  readonly attempt: string
  readonly really: { readonly lead: string, readonly link: string }
  readonly otherSite: { readonly title: string, readonly lead: string, readonly button: string, readonly back: string }
  readonly compareMethod: (of: { checks: number, node: string, time: string }) => string
  readonly compareEmpty: string
  readonly measure: string
  readonly measureAgain: string
  readonly measured: string
  readonly rows: Readonly<Record<'carried' | 'first' | 'next' | 'reads' | 'memory' | 'here' | 'elsewhere' | 'readable' | 'scripts' | 'unasked', { readonly name: string, readonly sub?: string }>>
  readonly rowsKept: (n: number) => string
  readonly answers: {
    readonly readable: readonly [no: Readonly<Record<Lane, string>>, yes: string]
    readonly scripts: readonly [no: string, yes: string]
    readonly unasked: readonly [no: string, yes: string]
  }
  readonly decodeAbout: string
  readonly credential: string
  readonly decode: string
  readonly useFrom: string
  readonly kinds: Readonly<Record<string, string>>
  readonly wouldBeAccepted: string
  readonly wouldBeRefused: string
  readonly notVerified: string
  readonly notOurs: string
  readonly reasons: Readonly<Record<string, string>>
  readonly left: (time: string) => string
  readonly ago: (time: string) => string
  readonly partNames: Readonly<Record<DecodedPart['name'], string>>
  readonly signatureHidden: string
  readonly footer: string
  readonly preferences: string
  readonly span: (seconds: number) => string
}
