/** What happened to an account, in words: by the name of an audit event, and closer by what was recorded with it. */
import type { PageLanguage } from '../../contracts/pages.ts'

type Said = Readonly<Record<string, string>>

const en = {
  lead: 'What happened to your account, newest first. If you see something that was not you, change your password.',
  none: 'Nothing yet.',
  older: 'Show older activity',
  newest: 'Show the newest',
  /** `type/reason` goes before `type`. */
  events: {
    'user_created': 'Account created',
    'user_updated': 'Account changed by an administrator',
    'user_updated/enabled': 'Account enabled again',
    'user_updated/unlocked': 'Login unlocked',
    'authn_login_fail': 'Login refused',
    'authn_login_lock': 'Login refused, and further attempts made to wait',
    'authn_password_change': 'Password changed',
    'authn_token_created': 'API key created',
    'authn_token_revoked': 'API key or token revoked',
    'authn_token_reuse': 'Device logged out, because an old token came back',
    'session_created': 'Logged in',
    'session_created/root': 'Entered another site with this login',
    'session_renewed': 'Password confirmed',
    'session_revoked': 'Login ended',
    'session_revoked/logout': 'Logged out',
    'session_revoked/ended_by_user': 'Device logged out from the list',
    'session_revoked/others_ended': 'All other devices logged out',
    'session_revoked/all_ended': 'All devices logged out',
    'session_revoked/session_limit': 'Oldest device logged out to make room',
    'session_revoked/token_revoked': 'Login ended by revoking its token',
    'session_revoked/disabled': 'Account disabled',
    'session_revoked/deleted': 'Account deleted',
    'privilege_permissions_changed': 'Roles changed',
    'privilege_permissions_changed/setup': 'Made administrator by the one-time link',
    'excess_rate_limit_exceeded': 'Login refused: too many attempts',
  } as Said, // by names that grow with the audit log
  wrongPassword: 'The password was wrong.',
  byAnother: 'By an administrator',
}

const zhHans: typeof en = {
  lead: '此账号发生过的事，最近的在前。若有并非本人所为的记录，更改密码。',
  none: '暂无记录。',
  older: '显示更早的活动',
  newest: '显示最近的活动',
  events: {
    'user_created': '账号已创建',
    'user_updated': '账号被管理员更改',
    'user_updated/enabled': '账号已重新启用',
    'user_updated/unlocked': '登录已解除限制',
    'authn_login_fail': '登录被拒绝',
    'authn_login_lock': '登录被拒绝，后续尝试需等待',
    'authn_password_change': '密码已更改',
    'authn_token_created': 'API 密钥已创建',
    'authn_token_revoked': 'API 密钥或 Token 已吊销',
    'authn_token_reuse': '旧凭证再次出现，设备已退出登录',
    'session_created': '登录',
    'session_created/root': '凭此登录进入另一站点',
    'session_renewed': '密码已核验',
    'session_revoked': '登录已结束',
    'session_revoked/logout': '退出登录',
    'session_revoked/ended_by_user': '从列表中退出了一台设备',
    'session_revoked/others_ended': '其他设备均已退出登录',
    'session_revoked/all_ended': '全部设备均已退出登录',
    'session_revoked/session_limit': '设备过多，最早的一台已退出登录',
    'session_revoked/token_revoked': 'Token 被吊销，登录随之结束',
    'session_revoked/disabled': '账号已停用',
    'session_revoked/deleted': '账号已删除',
    'privilege_permissions_changed': '角色已更改',
    'privilege_permissions_changed/setup': '通过一次性链接成为管理员',
    'excess_rate_limit_exceeded': '登录被拒绝：尝试次数过多',
  },
  wrongPassword: '密码错误。',
  byAnother: '由管理员操作',
}

export const activityTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
