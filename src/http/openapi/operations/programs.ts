/** For programs: API keys, narrower credentials, and what other services ask. */
import * as z from 'zod'
import type { Operations } from '../operation.ts'
import { exchangeBody, inspectBody, newKeyBody, plainForm, tokenBody } from '../../schemas.ts'

export const keys: Operations = {
  'GET /keys': {
    tag: 'keys', access: 'login', says: ['The API keys of the account.', '账号的 API 密钥。'], answers: { 200: { json: 'Keys' } },
  },
  'POST /keys': {
    tag: 'keys', access: 'login', says: ['Make one, within five minutes of a proof of the password.', '新建密钥，须在验证密码后五分钟内。'], body: newKeyBody,
    answers: { 200: { page: true }, 201: { json: 'NewKey' }, 303: { headers: ['Location'] } }, codes: ['reauthentication_required', 'forbidden'],
  },
  'DELETE /keys/{id}': {
    tag: 'keys', access: 'login', says: ['End one, with all that was exchanged for it.', '作废密钥及由它换发的凭证。'], answers: { 204: {} }, codes: ['not_found'],
  },
  'POST /keys/{id}/end': {
    tag: 'keys', access: 'login', says: ['The same, by a form.', '同上，由表单提交。'], body: plainForm, answers: { 303: { headers: ['Location'] } }, codes: ['not_found'],
  },
  'POST /exchange': {
    tag: 'keys', access: 'credential', body: exchangeBody,
    says: ['Any live credential for a JWT, a token or a ticket of the same login, never wider and never longer.', '用任一有效凭证换取同一登录的 JWT、令牌或票据，权限不扩大，期限不延长。'],
    answers: { 200: { json: 'Exchanged' } }, codes: ['insufficient_scope'],
  },
  'POST /inspect': {
    tag: 'keys', access: 'login', says: ['What is this token that I hold? By a form.', '查看所持凭证的内容，由表单提交。'], body: inspectBody,
    answers: { 200: { page: true }, 303: { headers: ['Location'] } },
  },
}

export const programs: Operations = {
  'POST /introspect': {
    tag: 'programs', access: 'credential', scope: 'latchkey:introspect', oauth: true, body: tokenBody,
    says: ['Whether a token is good (RFC 7662).', '令牌是否有效（RFC 7662）。'], answers: { 200: { json: 'Introspected' } },
  },
  'POST /revoke': {
    tag: 'programs', access: 'anyone', oauth: true, body: tokenBody, says: ['End a token (RFC 7009).', '作废令牌（RFC 7009）。'], answers: { 200: {} },
  },
  'GET /status/{n}': {
    tag: 'programs', access: 'anyone', storeless: true, says: ['Which sessions have ended, as a list of bits.', '已结束会话的位列表。'],
    answers: { 200: { type: 'application/statuslist+jwt', headers: ['Cache-Control'] } }, codes: ['not_found'],
  },
  'GET /revocations': {
    tag: 'programs', access: 'credential', scope: 'latchkey:introspect', says: ['The revocation log, as server-sent events.', '以服务器推送事件给出的吊销日志。'],
    answers: { 200: { type: 'text/event-stream' } },
  },
  'GET /openapi.json': {
    tag: 'programs', access: 'anyone', storeless: true, says: ['This description.', '本接口描述。'], answers: { 200: { type: 'application/json', headers: ['Cache-Control'] } },
  },
  'GET /.well-known/jwks.json': {
    tag: 'programs', access: 'anyone', storeless: true, says: ['The public keys that verify our JWTs (RFC 7517).', '验证 JWT 的公钥（RFC 7517）。'],
    answers: { 200: { json: 'JwkSet', type: 'application/jwk-set+json', headers: ['Cache-Control'] } },
  },
  'GET /.well-known/oauth-authorization-server': {
    tag: 'programs', access: 'anyone', storeless: true, says: ['What this issuer offers (RFC 8414).', '签发方的元数据（RFC 8414）。'],
    answers: { 200: { json: 'Issuer', headers: ['Cache-Control'] } },
  },
}

const answeredProxy = ['malformed_request', 'ambiguous_credentials', 'credential_missing', 'credential_invalid', 'credential_expired', 'credential_stale',
  'session_revoked', 'csrf_rejected', 'insufficient_scope', 'forbidden'] as const
const forwarding = (method: string): Operations => ({
  [`${method} /forward`]: {
    tag: 'hosts', access: 'anyone', says: ['A proxy asks who sent the request that it holds back.', '代理询问被拦截请求的来者。'],
    query: { mode: z.literal('nginx').optional(), carriers: z.string().default('cookie').optional() },
    answers: { 200: {}, 302: { headers: ['Location'] } }, codes: answeredProxy,
  },
})

export const hosts: Operations = {
  ...forwarding('GET'), ...forwarding('POST'), ...forwarding('PUT'), ...forwarding('PATCH'), ...forwarding('DELETE'),
  'GET /enter': {
    tag: 'hosts', access: 'person', says: ['Carry a login to another host.', '把登录带到另一主机。'],
    query: { origin: z.string().optional(), return_to: z.string().optional(), state: z.string().optional(), ticket: z.string().optional() },
    answers: { 303: { headers: ['Location'] } }, codes: ['malformed_request', 'credential_invalid'],
  },
}
