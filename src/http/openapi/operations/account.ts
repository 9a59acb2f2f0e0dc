/** The account of whoever is logged in: who one is, the password, the devices. */
import * as z from 'zod'
import type { Operations } from '../operation.ts'
import { endBody, passwordBody, sessionDataBody } from '../../schemas.ts'
import { paging } from './paging.ts'

const tag = 'account'

export const account: Operations = {
  'GET /me': {
    tag, access: 'credential', ticket: true, says: ['Who the credential stands for.', '凭证所代表的用户。'], answers: { 200: { json: 'Me' } },
  },
  'POST /password': {
    tag, access: 'login', says: ['Change the password; every other session ends.', '修改密码；其他会话全部结束。'], body: passwordBody,
    answers: { 200: { json: 'Login' }, 204: {}, 303: { headers: ['Location'] } },
    codes: ['invalid_credentials', 'password_rejected', 'throttled', 'busy'],
  },
  'GET /sessions': {
    tag, access: 'login', says: ['The devices that are logged in.', '已登录的设备。'], query: paging, answers: { 200: { json: 'Devices' } },
  },
  'DELETE /sessions': {
    tag, access: 'login', says: ['End all other sessions, with `all=true` this one too.', '结束其他会话；`all=true` 时连同当前会话。'],
    query: { all: z.literal('true').optional() }, answers: { 200: { json: 'Login' }, 204: {} },
  },
  'POST /sessions/end': {
    tag, access: 'login', says: ['The same, by a form.', '同上，由表单提交。'], body: endBody, answers: { 303: { headers: ['Location'] } },
  },
  'DELETE /sessions/{id}': {
    tag, access: 'login', says: ['End one session.', '结束一个会话。'], answers: { 204: {} }, codes: ['not_found'],
  },
  'POST /sessions/{id}/end': {
    tag, access: 'login', says: ['The same, by a form.', '同上，由表单提交。'], body: endBody, answers: { 303: { headers: ['Location'] } }, codes: ['not_found'],
  },
  'GET /session/data': {
    tag, access: 'optional', says: ['The session data that is open to clients.', '会话数据中对客户端开放的成员。'],
    answers: { 200: { json: 'SessionData', headers: ['ETag'] } },
  },
  'PATCH /session/data': {
    tag, access: 'optional', ifMatch: true, body: sessionDataBody,
    says: ['Change it by a JSON merge patch (RFC 7396), on one version.', '以 JSON 合并补丁（RFC 7396）修改某一版本。'],
    answers: { 200: { json: 'SessionData', headers: ['ETag'] } },
    codes: ['key_not_writable', 'precondition_required', 'precondition_failed', 'throttled'],
  },
}
