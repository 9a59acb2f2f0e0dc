/** What people open and post in a browser. */
import * as z from 'zod'
import type { Operation, Operations } from '../operation.ts'
import type { Schemas } from '../../body.ts'
import { consentBody, preferencesBody } from '../../schemas.ts'

const returning = { return_to: z.string().optional() }
const toLogin = { headers: ['Location'] } as const
const page = { tag: 'pages', access: 'person' } as const

export const pages: Operations = {
  'GET ': { ...page, says: ['The start page.', '首页。'], answers: { 200: { page: true } } },
  'GET /login': { ...page, says: ['The login page.', '登录页。'], query: returning, answers: { 200: { page: true }, 303: toLogin }, codes: ['malformed_request'] },
  'GET /signup': { ...page, says: ['The sign-up page.', '注册页。'], query: { ...returning, setup: z.string().optional() }, answers: { 200: { page: true } }, codes: ['malformed_request', 'signup_closed'] },
  'GET /account': { ...page, says: ['The account page.', '账号页。'], answers: { 200: { page: true }, 303: toLogin } },
  'GET /reauthenticate': { ...page, says: ['The page that asks for the password again.', '再次验证密码的页面。'], answers: { 200: { page: true }, 303: toLogin } },
  'GET /docs': { ...page, says: ['This description, as a page.', '本接口描述的页面。'], answers: { 200: { page: true } } },
  'GET /assets/{name}': {
    tag: 'pages', access: 'anyone', storeless: true, says: ['The files of the pages.', '页面所用的文件。'],
    answers: { 200: { type: '*/*', headers: ['Cache-Control'] } }, codes: ['not_found'],
  },
}

/** No browser's form sends PUT. */
const choice = (says: Operation['says'], answer: 'Preferences' | 'Consent', { json, form }: Schemas<unknown>): Operation => ({
  tag: 'choices', access: 'optional', says, body: { ...(json !== undefined && { json }), ...(form !== undefined && { form }) },
  answers: { 200: { json: answer, headers: ['Set-Cookie'] }, ...(form !== undefined && { 303: { headers: ['Location', 'Set-Cookie'] } }) },
})
const byProgram = ({ json }: Schemas<unknown>): Schemas<unknown> => ({ ...(json !== undefined && { json }) })

export const choices: Operations = {
  'GET /preferences': {
    tag: 'choices', access: 'optional', says: ['Language and theme.', '语言与外观。'], answers: { 200: { json: 'Preferences', page: true } },
  },
  'PUT /preferences': choice(['Choose them, in place of what was chosen.', '重新选择，替换先前的选择。'], 'Preferences', byProgram(preferencesBody)),
  'POST /preferences': choice(['The same, by a form.', '同上，由表单提交。'], 'Preferences', preferencesBody),
  'GET /consent': { tag: 'choices', access: 'anyone', says: ['What was agreed to.', '已同意的用途。'], answers: { 200: { json: 'Consent', page: true } } },
  'PUT /consent': choice(['Agree, or take it back.', '同意或撤回。'], 'Consent', byProgram(consentBody)),
  'POST /consent': choice(['The same, by a form.', '同上，由表单提交。'], 'Consent', consentBody),
}
