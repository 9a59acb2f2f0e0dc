/** What stands around every page, and around every field. */
import type { PageLanguage } from '../../contracts/pages.ts'

const en = {
  skip: 'Skip to content',
  main: 'Main',
  account: 'Account',
  admin: 'Admin',
  logOut: 'Log out',
  cookies: 'Only necessary cookies are set, unless you choose more.',
  choices: 'Preferences and cookies',
  optional: '(optional)',
  /** Ends a sentence. */
  stop: '.',
  /** Between sentences. */
  space: ' ',
}

const zhHans: typeof en = {
  skip: '跳到正文',
  main: '主导航',
  account: '账号',
  admin: '管理',
  logOut: '退出登录',
  cookies: '未经选择，只设置必要的 Cookie。',
  choices: '偏好与 Cookie',
  optional: '（选填）',
  stop: '。',
  space: '',
}

export const frameTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
