/** In Simplified Chinese: written, not translated. */
import type { RefusalTexts } from './refusals-en.ts'

const usernameRule = '3 到 64 个字母、数字、点、连字符或下划线，或一个电子邮箱地址。'

const startPage = '可从首页继续。'
const logInAgain = '重新登录即可。'

const table: RefusalTexts['table'] = [
  ['malformed_request', '提交的内容无法识别', '检查所填内容后重试。'],
  ['signup/malformed_request', '账号未创建', '检查电子邮箱，或将其留空。'],
  ['unknown_field', '表单中有无法识别的内容', '重新打开页面，再填写一次。'],
  ['ambiguous_credentials', '浏览器同时发送了多个登录凭证', '删除本站的 Cookie 后重新登录。'],

  ['invalid_credentials', '用户名与密码不匹配', '请检查后重试。'],
  ['password/invalid_credentials', '当前密码不正确', '检查后重试。'],
  ['credential_missing', '尚未登录', '登录后继续。'],
  ['credential_invalid', '登录凭证被拒绝', logInAgain],
  ['credential_expired', '登录已结束', logInAgain],
  ['credential_stale', '账号的权限已改变', logInAgain],
  ['session_revoked', '此设备已退出登录', `${logInAgain}若并非本人所为，登录后更改密码。`],
  ['token_reused', '旧凭证再次出现，此设备已退出登录', '它可能已被他人复制。重新登录，并检查设备列表。'],

  ['csrf_rejected', '表单已过期，或并非来自本站', '未做任何更改。重新打开页面，再填写一次。'],
  ['insufficient_scope', '此凭证无权执行该操作', '用用户名和密码登录。'],
  ['keys/malformed_request', '密钥未创建', '名称须为 1 到 64 个字符。'],
  ['keys/insufficient_scope', '密钥未创建', '密钥的权限不能超出本人，检查权限范围。'],
  ['keys/forbidden', '密钥未创建', '密钥数量已达上限。先吊销一个不再使用的密钥。'],
  ['keys/reauthentication_required', '密钥未创建', '距上次登录已久。先核验密码。'],
  ['forbidden', '没有权限执行该操作', '如有需要，联系管理员。'],
  ['reauthentication_required', '距上次登录已久', '重新登录后再执行此操作。'],
  ['signup_closed', '注册已关闭', '向管理员申请账号。'],
  ['setup/signup_closed', '此链接已被使用，或已超过一小时', '如果还没有管理员，重新启动服务器并使用新的链接。'],
  ['key_not_writable', '此处不能更改该内容', '未做任何更改。在应用中操作。'],

  ['not_found', '没有这个页面', `检查地址是否正确。${startPage}`],
  ['sessions/end/not_found', '该设备已经退出登录', '列表中是其余的设备。'],
  ['method_not_allowed', '此地址不能这样使用', startPage],
  ['not_acceptable', '此地址没有可在浏览器中显示的内容', startPage],

  ['username_taken', '用户名已被使用', '换一个用户名。大小写不同不算不同的用户名。'],
  ['precondition_failed', '内容已在别处被更改', '重新打开页面，再改一次。'],
  ['precondition_required', '没有说明更改所依据的版本', '重新打开页面，再操作一次。'],
  ['body_too_large', '提交的内容过长', '缩短后重试。'],
  ['unsupported_media_type', '提交的格式无法读取', '使用本站的页面。'],
  ['unknown_host', '本站的地址不是这个', '检查浏览器中的地址。'],

  ['username_rejected', '这个用户名不能使用', `须为 ${usernameRule}`],
  ['password_rejected', '这个密码不能使用', '换一个更长或更难猜的密码。'],

  ['throttled', '尝试次数过多', '稍后重试，或联系管理员。'],
  ['unavailable', '暂时无法校验', '请稍后重试。'],
  ['busy', '当前登录人数过多', '请稍后重试。'],
]

export const zhHans: RefusalTexts = {
  table,
  ourFault: ['服务器出现故障', '请稍后重试。'],
  unknown: ['请求被拒绝', startPage],
  retry: (after) => `请在 ${after}后重试。`,
  stillLoggedIn: '登录状态未受影响。',
  usernameRule,
  reasons: {
    too_short: '密码过短，换一个更长的。',
    too_long: '密码过长，不能超过 256 个字符。',
    common: '密码太容易猜到，换用互不相关的词。',
    context: '密码与用户名、电子邮箱或本服务的名称过于接近。',
    other: '这个密码不能使用，换一个。',
  },
  taken: (username) => `“${username}”已被使用。大小写不同不算不同的用户名。`,
  rejected: (username) => `“${username}”不能使用。须为 ${usernameRule}`,
  join: (what, then) => `${what}。${then}`,
}
