/** What the pages say about preferences and consent. */
import type { PageLanguage } from '../../contracts/pages.ts'
import { html, type Markup } from '../markup.ts'

const en = {
  title: 'Preferences and cookies',
  back: 'Go back',
  start: 'Go to the start page',
  saved: {
    preferences_saved: { what: 'Your preferences are saved', then: 'They are in use from now on.' },
    consent_saved: { what: 'Your choice is saved', then: 'You can change it here whenever you like.' },
  },
  preferences: {
    title: 'Preferences',
    outside: 'Kept in a cookie, and with your account once you log in.',
    inside: 'Kept with your account, and in a cookie.',
    language: 'Language',
    asBrowser: 'Same as the browser',
    appearance: 'Appearance',
    themes: [['system', 'Same as the system'], ['light', 'Light'], ['dark', 'Dark']] as readonly (readonly [string, string])[],
    save: 'Save preferences',
  },
  consent: {
    title: 'Cookies and consent',
    undecided: 'You have not decided yet, so only what is necessary is set.',
    decided: (on: Markup, version: string) => html`You decided on ${on}, on version ${version} of this text.`,
    save: 'Save choices',
    all: 'Accept all',
    none: 'Refuse all',
    kinds: {
      necessary: { name: 'Necessary', hint: 'Keeps you logged in and remembers this choice. Cannot be turned off.' },
      preferences: { name: 'Preferences', hint: 'Remembers language and appearance after your browser is closed.' },
      analytics: { name: 'Analytics', hint: 'Counts visits with a number that this site makes up for your browser. Off deletes the number.' },
      marketing: { name: 'Marketing', hint: 'Tells other sites that you were here.' },
    },
    gpc: 'Off, because your browser asks every site not to share or sell (Global Privacy Control).',
  },
}

const zhHans: typeof en = {
  title: '偏好与 Cookie',
  back: '返回',
  start: '前往首页',
  saved: {
    preferences_saved: { what: '偏好已保存', then: '从现在起生效。' },
    consent_saved: { what: '选择已保存', then: '可随时在此更改。' },
  },
  preferences: {
    title: '偏好',
    outside: '保存在 Cookie 中；登录后也随账号保存。',
    inside: '随账号保存，也保存在 Cookie 中。',
    language: '语言',
    asBrowser: '跟随浏览器',
    appearance: '外观',
    themes: [['system', '跟随系统'], ['light', '浅色'], ['dark', '深色']],
    save: '保存偏好',
  },
  consent: {
    title: 'Cookie 与同意',
    undecided: '尚未选择，因此只设置必要的 Cookie。',
    decided: (on, version) => html`于 ${on}针对此文本的第 ${version} 版作出选择。`,
    save: '保存选择',
    all: '全部同意',
    none: '全部拒绝',
    kinds: {
      necessary: { name: '必要', hint: '用于保持登录并记住此选择，无法关闭。' },
      preferences: { name: '偏好', hint: '关闭浏览器后仍记住语言和外观。' },
      analytics: { name: '统计', hint: '用本站为此浏览器生成的编号统计访问次数。关闭后编号即被删除。' },
      marketing: { name: '营销', hint: '让其他网站知道此浏览器来过这里。' },
    },
    gpc: '已关闭，因为浏览器要求所有网站不得共享或出售数据（Global Privacy Control）。',
  },
}

export const choicesTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
