/** What each route takes: names and types, for JSON and for forms. Both give one shape. */
import * as z from 'zod'
import type { Preferences } from '../contracts.ts'
import { acceptAll, type ConsentChoice, refuseAll } from '../cookies/consent.ts'
import { longestKeyLife } from '../core/narrowed/api-keys.ts'
import { isScope } from '../core/rights.ts'
import { isTicketPath } from '../core/narrowed/tickets.ts'
import type { Schemas } from './body.ts'

const text = z.string()
const csrf = { csrf: text.default('') }
const returning = { return_to: text.optional() }
/** A form has no booleans: a ticked box is sent, another is not. */
const ticked = z.literal('on').optional().transform((value) => value === 'on')
/** A field that was left empty is sent empty. */
const optionalText = text.optional().transform((value) => value === undefined || value === '' ? null : value)

export interface FormMembers {
  /** The token of the form; JSON has none. */
  readonly csrf?: string | undefined
  readonly return_to?: string | undefined
}

interface LoginBody extends FormMembers {
  username: string, password: string, carrier: string, remember: boolean, refresh: 'body' | 'cookie' | 'none'
}
const refreshKept = z.enum(['body', 'cookie', 'none']).default('body')
/** A form logs in by cookie: it has nowhere to keep anything else. */
const byForm = { carrier: 'cookie', refresh: 'cookie' } as const

export const loginBody: Schemas<LoginBody> = {
  json: z.strictObject({
    username: text, password: text, carrier: text.default('cookie'), remember: z.boolean().default(false), refresh: refreshKept,
  }),
  form: z.strictObject({ ...csrf, ...returning, username: text, password: text, remember: ticked })
    .transform((form) => ({ ...form, ...byForm })),
}

interface SignupBody extends FormMembers {
  username: string, password: string, email: string | null, carrier: string, setup: string | null
  refresh: LoginBody['refresh']
}
export const signupBody: Schemas<SignupBody> = {
  json: z.strictObject({
    username: text, password: text, email: text.nullable().default(null), carrier: text.default('cookie'),
    setup: text.nullable().default(null), refresh: refreshKept,
  }),
  form: z.strictObject({ ...csrf, ...returning, username: text, password: text, email: optionalText, setup: optionalText })
    .transform((form) => ({ ...form, ...byForm })),
}

interface RefreshBody { refresh_token: string | null }
export const refreshBody: Schemas<RefreshBody> = {
  json: z.strictObject({ refresh_token: text.nullable().default(null) }),
}

export const logoutBody: Schemas<RefreshBody & FormMembers> = {
  json: z.strictObject({ refresh_token: text.nullable().default(null) }),
  form: z.strictObject({ ...csrf, ...returning }).transform((form) => ({ ...form, refresh_token: null })),
}

interface ReauthenticateBody extends FormMembers { password: string }
export const reauthenticateBody: Schemas<ReauthenticateBody> = {
  json: z.strictObject({ password: text }),
  form: z.strictObject({ ...csrf, ...returning, password: text }),
}

interface PasswordBody extends FormMembers { current_password: string, new_password: string }
export const passwordBody: Schemas<PasswordBody> = {
  json: z.strictObject({ current_password: text, new_password: text }),
  form: z.strictObject({ ...csrf, ...returning, current_password: text, new_password: text }),
}

interface EndBody extends FormMembers { all: boolean }
/** Only forms post this; programs send DELETE, and are answered with the credentials that follow. */
export const endBody: Schemas<EndBody> = {
  form: z.strictObject({ ...csrf, ...returning, all: z.literal('true').optional().transform((value) => value === 'true') }),
}

const theme = z.enum(['light', 'dark', 'system'])
const unchosen = z.literal('').transform(() => undefined)

/** The languages are the site's own, and judged where they are known. */
export const preferencesBody: Schemas<{ language?: string | undefined, theme?: Preferences['theme'] } & FormMembers> = {
  json: z.strictObject({ language: text.optional(), theme: theme.optional() }),
  form: z.strictObject({ ...csrf, ...returning, language: unchosen.or(text).optional(), theme: theme.or(unchosen).optional() }),
}

export const consentBody: Schemas<ConsentChoice & FormMembers> = {
  json: z.strictObject({ preferences: z.boolean(), analytics: z.boolean(), marketing: z.boolean() }),
  /** `choice`: a button that answers all three at once; what is ticked then counts for nothing. */
  form: z.strictObject({
    ...csrf, ...returning, preferences: ticked, analytics: ticked, marketing: ticked, choice: z.enum(['all', 'none']).optional(),
  }).transform(({ choice, ...form }) => ({ ...form, ...(choice === 'all' && acceptAll), ...(choice === 'none' && refuseAll) })),
}

const seconds = z.number().int().min(1)

interface ExchangeBody {
  carrier: string, scope: readonly string[] | null, audience: string | null, expires_in: number | null, method: 'GET', path: string | null
}
/** One text with blanks between them (RFC 6749 §3.3), an empty one for nothing; null is as much as the credential has. */
const scopes = text.max(1024).transform((value) => value === '' ? [] : [...new Set(value.split(' '))])
  .refine((list) => list.length <= 100 && list.every(isScope))

export const exchangeBody: Schemas<ExchangeBody> = {
  json: z.strictObject({
    carrier: text, scope: scopes.nullable().default(null), audience: text.nullable().default(null),
    expires_in: seconds.nullable().default(null), method: z.literal('GET').default('GET'), path: text.refine(isTicketPath).nullable().default(null),
  }),
}

const keyName = text.transform((value) => value.trim()).refine((value) => value.length >= 1 && value.length <= 64 && value.isWellFormed() && !/\p{Cc}/u.test(value))
const defaultKeyLife = 7_776_000

export const newKeyBody: Schemas<{ name: string, scope: readonly string[] | null, expires_in: number } & FormMembers> = {
  json: z.strictObject({ name: keyName, scope: scopes.nullable().default(null), expires_in: seconds.max(longestKeyLife).default(defaultKeyLife) }),
  form: z.strictObject({
    ...csrf, ...returning, name: keyName, scope: z.literal('').transform(() => null).or(scopes).default(null),
    days: z.enum(['7', '30', '90', '365']).default('90'),
  }).transform(({ days, ...form }) => ({ ...form, expires_in: Number(days) * 86_400 })),
}

/** As it was copied, with the blanks round it. */
export const inspectBody: Schemas<{ credential: string } & FormMembers> = {
  form: z.strictObject({ ...csrf, ...returning, credential: text.transform((value) => value.trim()) }),
}

export const plainForm: Schemas<FormMembers> = { form: z.strictObject({ ...csrf, ...returning }) }

/** A merge patch: any members, judged where it is known which are open. */
export const sessionDataBody = { json: z.record(text, z.unknown()) }

/** Members that we do not know are passed over (RFC 6749 §3.2). */
export const tokenBody = { form: z.looseObject({ token: text.min(1) }) }
