/** Coming in, going on and going out. */
import type { Operations } from '../operation.ts'
import { loginBody, logoutBody, reauthenticateBody, refreshBody, signupBody } from '../../schemas.ts'

const tag = 'login'
/** What every proof of a password can be answered. */
const proof = ['invalid_credentials', 'throttled', 'busy'] as const

export const login: Operations = {
  'POST /signup': {
    tag, access: 'anyone', says: ['Make an account, and log in.', '注册账号并登录。'], body: signupBody,
    answers: { 201: { json: 'Login', headers: ['Set-Cookie'] }, 303: { headers: ['Location'] } },
    codes: ['csrf_rejected', 'signup_closed', 'username_taken', 'username_rejected', 'password_rejected', 'throttled', 'busy'],
  },
  'POST /login': {
    tag, access: 'anyone', says: ['Log in; `carrier` says by what the login is carried.', '登录；用 `carrier` 选择凭证的载体。'], body: loginBody,
    answers: { 200: { json: 'Login', headers: ['Set-Cookie'] }, 303: { headers: ['Location'] } },
    codes: ['csrf_rejected', ...proof],
  },
  'POST /reauthenticate': {
    tag, access: 'login', says: ['Prove the password again: a fresh secret, and a new `auth_time`.', '再次验证密码：换发新的凭证，并更新 `auth_time`。'], body: reauthenticateBody,
    answers: { 200: { json: 'Login' }, 303: { headers: ['Location'] } },
    codes: proof,
  },
  'POST /refresh': {
    tag, access: 'anyone', says: ['Renew a login; each refresh token is used once.', '续期登录；每个刷新令牌只用一次。'], body: refreshBody,
    answers: { 200: { json: 'Login' } },
    codes: ['ambiguous_credentials', 'credential_missing', 'credential_invalid', 'credential_expired', 'session_revoked', 'token_reused', 'csrf_rejected'],
  },
  'POST /logout': {
    tag, access: 'anyone', says: ['End the login that the request shows.', '结束请求所示的登录。'], body: logoutBody,
    answers: { 204: { headers: ['Set-Cookie'] }, 303: { headers: ['Location', 'Set-Cookie'] } },
    codes: ['ambiguous_credentials', 'csrf_rejected', 'insufficient_scope'],
  },
}
