/** What administrators see and do: JSON for programs, pages and forms for people. */
import * as z from 'zod'
import type { ProblemCode } from '../../problem.ts'
import type { Answered, Operation, Operations } from '../operation.ts'
import { actBody, keyUses, newAccountBody, passwordResetBody, roleBody, rotateBody, sessionEndBody } from '../../admin-schemas.ts'
import { paging } from './paging.ts'

type Says = Operation['says']
const scope = 'latchkey:admin'
const led = { headers: ['Location'] } as const
const text = z.string().optional()

/** A list for a program, and a page for a person. */
const list = (says: Says, json: NonNullable<Answered['json']>, more: Partial<Operation> = {}): Operation => ({
  tag: 'administration', access: 'credential', scope, says, answers: { 200: { json, page: true }, 303: led }, ...more, codes: ['forbidden', ...more.codes ?? []],
})

/** A page that asks once more. */
const question = (says: Says, more: Partial<Operation> = {}): Operation => ({
  tag: 'administration', access: 'person', says, answers: { 200: { page: true }, 303: led }, codes: ['forbidden', 'not_found'], ...more,
})

interface Act {
  readonly body?: Operation['body']
  readonly answers?: Operation['answers']
  readonly codes?: readonly ProblemCode[]
  readonly isGrave?: true
}

/** Something that is done: `isGrave` is only within five minutes of a proof of the password. */
const act = (says: Says, { body = actBody, answers = { 204: {} }, codes = [], isGrave }: Act = {}): Operation => ({
  tag: 'administration', access: 'login', scope, says, body, answers: { ...answers, 303: led },
  codes: ['forbidden', ...codes, ...(isGrave === true ? ['reauthentication_required' as const] : [])],
})

/** No browser's form sends DELETE. */
const byProgram = (operation: Operation): Operation => ({ ...operation, body: { json: z.strictObject({}) }, answers: { 204: {} } })

const person = { codes: ['not_found'] } as const
const onAnother = { codes: ['not_found', 'own_account'], isGrave: true } as const
const password = ['password_rejected', 'busy'] as const

export const administration: Operations = {
  'GET /admin': list(['Logins a day.', '每日登录。'], 'SignIns'),
  'GET /admin/users': list(['Accounts, by the beginning of a name or an address, or by a role.', '按用户名或邮箱前缀、或按角色查找账号。'], 'Accounts', {
    query: { search: text, by: z.enum(['username', 'email', 'role']).optional(), ...paging },
  }),
  'POST /admin/users': act(['Make an account.', '新建账号。'], {
    body: newAccountBody, answers: { 201: { json: 'AccountMade' }, 200: { page: true } }, isGrave: true, codes: ['username_taken', 'username_rejected', ...password],
  }),
  'GET /admin/users/{id}': list(['One account.', '一个账号。'], 'AccountState', person),
  'DELETE /admin/users/{id}': byProgram(act(['Delete an account.', '删除账号。'], onAnother)),
  'POST /admin/users/{id}/delete': act(['The same, by a form.', '同上，由表单提交。'], onAnother),
  'GET /admin/users/{id}/delete': question(['Asks before an account is deleted.', '删除账号前的确认页。']),
  'POST /admin/users/{id}/disable': act(['Disable an account, and end its logins.', '停用账号并结束其登录。'], onAnother),
  'POST /admin/users/{id}/enable': act(['Enable it again.', '重新启用账号。'], person),
  'POST /admin/users/{id}/unlock': act(['Forget its failed attempts.', '清除失败次数。'], person),
  'POST /admin/users/{id}/roles': act(['Give or take one role.', '授予或收回一个角色。'], { ...onAnother, body: roleBody }),
  'POST /admin/users/{id}/sessions/end': act(['End all its sessions.', '结束其全部会话。'], person),
  'GET /admin/users/{id}/password': question(['Asks before a password is reset.', '重置密码前的确认页。']),
  'POST /admin/users/{id}/password': act(['Reset its password.', '重置其密码。'], {
    body: passwordResetBody, answers: { 200: { json: 'AccountMade', page: true } }, isGrave: true, codes: ['not_found', 'own_account', ...password],
  }),
  'GET /admin/sessions': list(['Live sessions, all or of one account.', '在线会话，全部或某一账号。'], 'LiveSessions', { ...person, query: { subject: text, ...paging } }),
  'DELETE /admin/sessions/{id}': byProgram(act(['End one session.', '结束一个会话。'], person)),
  'POST /admin/sessions/{id}/end': act(['The same, by a form.', '同上，由表单提交。'], { ...person, body: sessionEndBody }),
  'GET /admin/keys': list(['The key ring.', '密钥环。'], 'Ring'),
  'GET /admin/keys/rotate': question(['Asks before a key is rotated.', '轮换密钥前的确认页。'], { query: { use: z.enum(keyUses) } }),
  'POST /admin/keys/rotate': act(['Make the key that follows.', '生成下一个密钥。'], { body: rotateBody, answers: { 200: { json: 'RingKey' } } }),
  'GET /admin/keys/{id}/drop': question(['Asks before a key is trusted no more.', '弃用密钥前的确认页。']),
  'POST /admin/keys/{id}/drop': act(['Trust a key no more.', '不再信任某个密钥。'], { ...person, isGrave: true }),
  'GET /admin/events': list(['The audit log.', '审计日志。'], 'AuditEvents', {
    query: { type: text, subject: text, actor: text, from: text, until: text, ...paging },
  }),
  'GET /admin/visits': list(['Visits by day and campaign.', '按日期与推广来源统计的访问。'], 'Visits', { query: { days: z.int().min(1).max(400).default(30).optional() } }),
}
