/** What the narrow pages say: the start page, login, sign-up, the password again, a refusal. */
import type { PageLanguage } from '../../contracts/pages.ts'
import { html, type Markup } from '../markup.ts'

/** `at`, `who`: the host or the name, marked up where it stands. */
const en = {
  home: {
    inside: 'You are logged in',
    outside: 'You are not logged in',
    who: (who: Markup, at: Markup) => html`As ${who}, at ${at}.`,
    where: (at: Markup) => html`This is ${at}.`,
  },
  toAccount: 'Go to your account',
  toStart: 'Go to the start page',
  backToAccount: 'Back to your account',
  logIn: 'Log in',
  logOut: 'Log out',
  createAccount: 'Create an account',
  username: 'User name',
  password: 'Password',
  login: {
    to: (at: Markup) => html`To your account at ${at}.`,
    back: (at: Markup) => html`You will return to ${at}.`,
    already: (who: Markup, account: Markup) => html`You are logged in as ${who}. ${account}, or log in as someone else.`,
    remember: 'Stay logged in on this device',
    rememberHint: (idle: string, most: string) =>
      `Ends after ${idle} without use, and after ${most} at most. Leave it off on a shared computer.`,
    closed: 'Accounts are made by an administrator here.',
    newcomers: (signup: Markup) => html`No account yet? ${signup}`,
  },
  signup: {
    administrator: 'Create the administrator’s account',
    becomes: (at: Markup) => html`It becomes the administrator of ${at}.`,
    whatFor: (at: Markup, login: Markup) => html`For ${at}. Have one already? ${login}`,
    email: 'E-mail',
    emailHint: 'Kept for getting you back in if you lose your password. Nothing is sent to it yet.',
    create: 'Create account',
    refused: 'The account was not created',
    anotherName: 'Choose another user name',
    anotherPassword: 'Choose another password',
  },
  reauthenticate: {
    title: 'Confirm that it is you',
    why: (who: Markup) => html`You are logged in as ${who}. What you are about to do asks for your password once more.`,
    confirm: 'Confirm',
  },
  help: (code: Markup, request: Markup | null) => html`If you ask for help, mention ${code}${request && html` and ${request}`}.`,
}

const zhHans: typeof en = {
  home: {
    inside: '已登录',
    outside: '尚未登录',
    who: (who, at) => html`当前账号 ${who}，站点 ${at}。`,
    where: (at) => html`这里是 ${at}。`,
  },
  toAccount: '前往账号页',
  toStart: '前往首页',
  backToAccount: '返回账号页',
  logIn: '登录',
  logOut: '退出登录',
  createAccount: '创建账号',
  username: '用户名',
  password: '密码',
  login: {
    to: (at) => html`登录 ${at} 的账号。`,
    back: (at) => html`登录后将返回 ${at}。`,
    already: (who, account) => html`当前已登录为 ${who}。可以${account}，也可以改用其他账号登录。`,
    remember: '在此设备上保持登录',
    rememberHint: (idle, most) => `${idle}未使用即结束，最长 ${most}。使用公用电脑时不要勾选。`,
    closed: '此处的账号由管理员创建。',
    newcomers: (signup) => html`还没有账号？${signup}`,
  },
  signup: {
    administrator: '创建管理员账号',
    becomes: (at) => html`此账号将成为 ${at} 的管理员。`,
    whatFor: (at, login) => html`用于 ${at}。已有账号？${login}`,
    email: '电子邮箱',
    emailHint: '仅用于忘记密码后找回账号，目前不会向它发送任何邮件。',
    create: '创建账号',
    refused: '账号未创建',
    anotherName: '换一个用户名',
    anotherPassword: '换一个密码',
  },
  reauthenticate: {
    title: '确认是本人操作',
    why: (who) => html`当前已登录为 ${who}。接下来的操作需要再次核验密码。`,
    confirm: '确认',
  },
  help: (code, request) => html`寻求帮助时，附上 ${code}${request && html` 和 ${request}`}。`,
}

export const gateTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
