/** What the routes of the administration take. A field that was left empty is sent empty. */
import * as z from 'zod'
import { isRole, mostRoles } from '../accounts/roles.ts'
import type { KeyUse } from '../contracts.ts'
import type { Schemas } from './body.ts'
import type { FormMembers } from './schemas.ts'

const text = z.string()
const csrf = { csrf: text.default('') }
const optional = text.optional().transform((value) => value === undefined || value === '' ? null : value)
const role = text.refine(isRole)
const roles = z.array(role).max(mostRoles)
/** As people write lists. */
const roleList = text.default('').transform((value) => value.split(/[\s,，、]+/).filter((one) => one !== '')).pipe(roles)

export const actBody: Schemas<FormMembers> = { json: z.strictObject({}), form: z.strictObject(csrf) }

/** `on`: the page that the form stands on, to come back to. */
export const sessionEndBody: Schemas<FormMembers & { on?: 'user' | 'sessions' | undefined }> = {
  json: z.strictObject({}), form: z.strictObject({ ...csrf, on: z.enum(['user', 'sessions']).optional() }),
}

interface NewAccountBody extends FormMembers {
  username: string, email: string | null, roles: readonly string[], password: string | null
}
export const newAccountBody: Schemas<NewAccountBody> = {
  json: z.strictObject({
    username: text, email: text.nullable().default(null), roles: roles.default([]), password: text.nullable().default(null),
  }),
  form: z.strictObject({ ...csrf, username: text, email: optional, roles: roleList, password: optional }),
}

type RoleBody = FormMembers & { add?: string | undefined, remove?: string | undefined }
const isOne = ({ add, remove }: RoleBody): boolean => (add === undefined) !== (remove === undefined)
const oneRole = { add: role.optional(), remove: role.optional() }
/** One role at a time, so that two who change them at once lose nothing. */
export const roleBody: Schemas<RoleBody> = {
  json: z.strictObject(oneRole).refine(isOne),
  form: z.strictObject({ ...csrf, ...oneRole }).refine(isOne),
}

export const passwordResetBody: Schemas<FormMembers & { password: string | null }> = {
  json: z.strictObject({ password: text.nullable().default(null) }),
  form: z.strictObject({ ...csrf, password: optional }),
}

export const keyUses = ['jwt', 'jwe', 'token', 'refresh', 'cookie', 'throttle'] as const satisfies readonly KeyUse[]

export const rotateBody: Schemas<FormMembers & { use: KeyUse }> = {
  json: z.strictObject({ use: z.enum(keyUses) }),
  form: z.strictObject({ ...csrf, use: z.enum(keyUses) }),
}
