/**
 * The pages port: http decides what is shown, an implementation decides how it looks. Without one, HTML is 406.
 * Views hold no credential and no password. Everything in them is text that a person may have written: escape it.
 */
import type { AdminNotice, AdminViews } from './admin-views.ts'
import type { AuditEvent, Id, Preferences, Seconds } from './records.ts'

/** The forms a page may post, each with a CSRF token of its own. Ending one session is a `sessions/end` too. */
export type FormAction = 'login' | 'signup' | 'logout' | 'password' | 'reauthenticate' | 'sessions/end' | 'preferences' | 'consent' | 'keys' | 'keys/end' | 'inspect' | `admin/${string}`

/** What the pages speak (BCP 47). */
export type PageLanguage = 'en' | 'zh-Hans'

/** What every page needs. */
export interface Frame {
  /** As the person chose it, else as the browser asks, else English. */
  readonly language: PageLanguage
  /** The host of the configured origin, as a person knows it: `app.example.com`. */
  readonly host: string
  /** The base path of the routes: `/auth`. */
  readonly base: string
  /** Links to the style sheet and what else a page loads start here; ends without a slash. */
  readonly assets: string
  readonly now: Seconds
  /** The hidden member `csrf` of the form that posts to this action. */
  csrf(action: FormAction): string
  /** Null: nobody is logged in. */
  readonly user: { readonly username: string } | null
  /** Whether they may administer, so that a way there is shown. */
  readonly administers: boolean
  /** Whether anyone may sign up. */
  readonly signupOpen: boolean
  /** The least code points of a new password. */
  readonly passwordLeast: number
  /** The limits of a login that is remembered. */
  readonly remembered: { readonly idle: Seconds, readonly absolute: Seconds }
  /** As the account or the browser has them. */
  readonly preferences: Preferences
  /** Tags of the languages that this page could speak instead. */
  readonly otherLanguages: readonly string[]
  /** The address of this page, to come back to; of what answers a form, the page that the form stood on. Null: none is known. */
  readonly here: string | null
  /** Names this request in the log; to be quoted by who asks for help. */
  readonly requestId: string | null
}

/** Why a form comes back. `code` is of the HTTP contract's table. */
export interface ProblemView {
  readonly status: number
  readonly code: string
  /** With `password_rejected`: `too_short`, `too_long`, `common`, `context`. */
  readonly reasons: readonly string[]
  readonly retryAfter: Seconds | null
}

/** What the login page shows, at first and when it was refused. */
export interface LoginView extends Frame {
  readonly username: string
  readonly remember: boolean
  /** A path of this origin, checked; null is the account page. */
  readonly returnTo: string | null
  readonly problem: ProblemView | null
}

/** What the sign-up page shows, at first and when it was refused. */
export interface SignupView extends Frame {
  readonly username: string
  readonly email: string
  readonly returnTo: string | null
  /** The code of the one-time link that makes the first administrator; posted back as the hidden member `setup`. */
  readonly setup: string | null
  readonly problem: ProblemView | null
}

/** The password again, for what is not done on an old login. */
export interface ReauthenticateView extends Frame {
  readonly username: string
  readonly returnTo: string | null
  readonly problem: ProblemView | null
}

/** A login in the list of devices. Times are seconds since 1970. */
export interface SessionView {
  readonly id: Id
  readonly carrier: string
  readonly current: boolean
  readonly createdAt: Seconds
  readonly lastSeenAt: Seconds
  readonly expiresAt: Seconds
  readonly address: string | null
  readonly agent: string | null
}

/** What may be chosen, and what was. Accepting and refusing weigh the same. */
export interface ChoicesPart {
  /** Language tags; one alone is not asked about. */
  readonly languages: readonly string[]
  readonly consent: {
    readonly preferences: boolean
    readonly analytics: boolean
    readonly marketing: boolean
    /** The browser asked not to sell or share, and is heard: marketing stays off. */
    readonly gpc: boolean
    /** Null: nothing was decided yet. */
    readonly decidedAt: Seconds | null
    readonly version: number
  }
}

/** What the page of preferences and consent shows. */
export interface ChoicesView extends Frame, ChoicesPart {
  /** The page of this origin that led here, with its query; null is none, or this one itself. */
  readonly returnTo: string | null
  readonly notice: 'preferences_saved' | 'consent_saved' | null
}

/** An API key, without the key. */
export interface KeyView {
  readonly id: Id
  readonly name: string
  /** Its first characters. */
  readonly begins: string
  readonly scope: readonly string[] | null
  readonly created: Seconds
  readonly expires: Seconds
  readonly lastUsed: Seconds | null
}

/** What a credential is that a person asked about, without the credential. */
export interface InspectedView {
  /** `jwt`, `token`, `session`, `refresh`, `key`, `ticket`, `unknown`. */
  readonly kind: string
  /** `another`: of somebody else; only an administrator is told more. `nobody`: not made here. */
  readonly whose: 'yours' | 'another' | 'nobody'
  /** Names and values, in the order in which they are read: of one of ours the names below, else what it says of itself. */
  readonly facts: readonly (readonly [name: string, value: FactValue])[]
  /** The code with which it would be refused now. Null: it would be accepted, or that is not told. */
  readonly because: string | null
}

/** `user`, `session`, `name`, `path`, `audience`, `scope`, `issued`, `ends`; or of another's: `header`, `claims`, … */
export type FactValue = string | { readonly at: Seconds } | { readonly word: 'nobody' | 'all' | 'nothing' }

/** One of the person's own audit events. */
export interface ActivityView {
  readonly id: Id
  readonly at: Seconds
  /** A name of the OWASP Logging Vocabulary, such as `session_created`. */
  readonly type: string
  /** `another`: an administrator. `nobody`: the service by itself, the command line, or whoever failed to be let in. */
  readonly by: 'person' | 'another' | 'nobody'
  /** Where the person was, or who tried to be them; null where another did it, or nothing is known. */
  readonly address: string | null
  readonly agent: string | null
  /** As it was recorded: `carrier`, `name`, `reason`, `roles`, … */
  readonly detail: AuditEvent['detail']
}

/** What the account page shows: the account, its devices, keys and choices, and what was done just now. */
export interface AccountView extends Frame, ChoicesPart {
  readonly account: {
    readonly id: Id
    readonly username: string
    readonly email: string | null
    readonly roles: readonly string[]
    readonly created: Seconds
    readonly passwordChanged: Seconds
  }
  readonly sessions: readonly SessionView[]
  readonly keys: readonly KeyView[]
  /** Made just now, and shown this once. */
  readonly newKey: { readonly name: string, readonly key: string } | null
  /** What a key may be narrowed to; none, where roles here allow nothing by name. */
  readonly scopes: readonly string[]
  readonly inspected: InspectedView | null
  /** Newest first. */
  readonly activity: readonly ActivityView[]
  /** Older events than are shown: `?events=` of the next page. */
  readonly nextEvents: string | null
  /** More sessions than are shown: `?cursor=` of the next page. */
  readonly nextCursor: string | null
  readonly notice: 'password_changed' | 'session_ended' | 'sessions_ended' | 'account_created' | 'key_ended' | ChoicesView['notice']
  /** A refused password change, or another refused form of this page. */
  readonly problem: (ProblemView & { readonly form: FormAction }) | null
}

/** What the page of a refusal shows. */
export interface FailureView extends Frame { readonly problem: ProblemView }

/** A page of the administration: what was just done, and why one of its forms came back. */
export type AdminView<Name extends keyof AdminViews> = Frame & AdminViews[Name] & {
  readonly notice: AdminNotice | null
  readonly problem: ProblemView | null
}

/** One thing that a route does, and all that it can be answered. */
export interface OperationView {
  readonly method: string
  /** With the base path. */
  readonly path: string
  readonly says: Readonly<Record<PageLanguage, string>>
  readonly access: 'anyone' | 'optional' | 'credential' | 'login' | 'person'
  readonly scope: string | null
  readonly parameters: readonly MemberView[]
  readonly bodies: readonly { readonly type: string, readonly members: readonly MemberView[] }[]
  readonly answers: readonly { readonly status: number, readonly types: readonly string[], readonly codes: readonly string[] }[]
}

/** A parameter or a member of a body. */
export interface MemberView {
  readonly name: string
  /** As JSON Schema names types: `string | null`. */
  readonly type: string
  readonly required: boolean
}

/** What the page of the routes shows. */
export interface DocsView extends Frame {
  /** Where the document itself is. */
  readonly document: string
  readonly groups: readonly { readonly tag: string, readonly operations: readonly OperationView[] }[]
}

/** A file that the pages load: its media type, and its text or bytes. */
export interface Asset { readonly type: string, readonly body: string | Uint8Array<ArrayBuffer> }

type Html = string | Promise<string>

/** How pages look. Each function answers HTML for what it is shown, and decides nothing; what it throws is a 500. */
export interface Pages {
  home(view: Frame): Html
  login(view: LoginView): Html
  signup(view: SignupView): Html
  reauthenticate(view: ReauthenticateView): Html
  account(view: AccountView): Html
  /** Preferences and consent, for who is not logged in, or looks for them. */
  choices(view: ChoicesView): Html
  /** Any other refusal that a person meets in a browser: 404, 405, 403, 429, 503. */
  failure(view: FailureView): Html
  /** The administration. Without it, people who ask for it get 406, and programs their JSON. */
  readonly admin?: { readonly [Name in keyof AdminViews]: (view: AdminView<Name>) => Html }
  /** The description of the routes. Without it that page is 406; the document is JSON in any case. */
  readonly docs?: (view: DocsView) => Html
  /** The fixed list of files under `assets`, by name. Nothing else is served, and no other script runs. */
  readonly files: ReadonlyMap<string, Asset>
  /** What whoever runs it should know at the start, each a sentence. */
  readonly warnings?: readonly string[]
}
