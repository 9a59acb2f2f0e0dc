/** The page of the description. What an operation does is said by the description itself. */
import type { OperationView, PageLanguage } from '../../contracts/pages.ts'

interface Texts {
  readonly title: string
  readonly lead: string
  readonly parameters: string
  readonly body: string
  readonly answers: string
  readonly optional: string
  readonly empty: string
  readonly access: Readonly<Record<OperationView['access'], string>>
  readonly tags: Readonly<Record<string, string>>
}

const en: Texts = {
  title: 'The HTTP interface',
  lead: 'Errors are application/problem+json with a code; times are whole seconds since 1970. For programs:',
  parameters: 'Parameters', body: 'Body', answers: 'Answers', optional: 'optional', empty: 'Empty.',
  access: {
    anyone: 'For anybody.', optional: 'A credential may be shown.', credential: 'Any live credential.', login: 'The credential of a whole login.',
    person: 'A page; a browser that is not logged in is led to the login page where it has to be.',
  },
  tags: {
    login: 'Login', account: 'Account', keys: 'API keys and narrower credentials', choices: 'Preferences and consent', programs: 'For other services',
    hosts: 'Other hosts', pages: 'Pages', administration: 'Administration',
  },
}

const zhHans: Texts = {
  title: 'HTTP 接口',
  lead: '错误以 application/problem+json 给出，并带有 code；时间为自 1970 年起的整秒数。供程序读取：',
  parameters: '参数', body: '请求体', answers: '响应', optional: '选填', empty: '为空。',
  access: {
    anyone: '任何人可用。', optional: '可以附带凭证。', credential: '任一有效凭证。', login: '完整登录的凭证。', person: '页面；需要登录而未登录的浏览器会转到登录页。',
  },
  tags: {
    login: '登录', account: '账号', keys: 'API 密钥与受限凭证', choices: '偏好与同意', programs: '供其他服务使用', hosts: '其他主机', pages: '页面', administration: '管理',
  },
}

export const docsTexts: Readonly<Record<PageLanguage, Texts>> = { en, 'zh-Hans': zhHans }
