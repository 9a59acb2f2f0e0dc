/** 管理页面的中文。 What the pages of the administration say, in Simplified Chinese: written, not translated. */
import type { Texts } from './en.ts'

const notices: Texts['notices'] = {
  confirmed: { what: '密码已核验', then: '尚未执行任何操作，请再操作一次。' },
  user_created: { what: '账号已创建', then: '' },
  user_disabled: { what: '账号已停用', then: '会话与 API 密钥均已失效，不再接受登录。' },
  user_enabled: { what: '账号已启用', then: '可以重新登录，已结束的会话不会恢复。' },
  user_unlocked: { what: '等待已解除', then: '失败次数已清零。' },
  user_deleted: { what: '账号已删除', then: '会话、API 密钥与偏好设置一并删除。' },
  roles_changed: { what: '角色已更改', then: '从下一次请求起生效。' },
  password_reset: { what: '密码已重置', then: '该账号的会话与 API 密钥均已失效。' },
  session_ended: { what: '会话已结束', then: '下一次请求会被拒绝。' },
  sessions_ended: { what: '该账号的全部会话已结束', then: '下一次请求会被拒绝。' },
  key_rotated: { what: '新密钥已发布', then: '三分半钟后开始签发。' },
  key_dropped: { what: '密钥已弃用', then: '由它签发的凭证不再被接受。' },
}

const refusals: Texts['refusals'] = {
  username_taken: { what: '账号未创建', then: '用户名已被占用，大小写不作区分。' },
  username_rejected: { what: '账号未创建', then: '用户名为 3 至 64 个字母、数字、点、连字符或下划线，也可以是邮箱地址。' },
  malformed_request: { what: '内容无法识别', then: '检查邮箱与角色的写法。' },
  own_account: { what: '这是当前登录的账号', then: '该操作会把自己锁在外面，须由另一位管理员执行。' },
  too_short: { what: '密码太短', then: '换一个更长的，或留空由系统生成。' },
  too_long: { what: '密码太长', then: '不超过 256 个字符，或留空由系统生成。' },
  common: { what: '密码太容易被猜中', then: '选用互不相关的词，或留空由系统生成。' },
  context: { what: '密码与名称过于接近', then: '换一个，或留空由系统生成。' },
}

const questions: Texts['confirm']['questions'] = {
  delete: {
    title: '删除账号', question: (name) => `确定永久删除 ${name}？`, button: '删除账号',
    effects: ['账号连同会话、API 密钥与偏好设置一并删除，无法恢复。', '用户名可被重新注册，审计记录保留。', '只是暂时不让登录，停用账号即可。'],
  },
  password: {
    title: '重置密码', question: (name) => `为 ${name} 设置新密码？`, button: '重置密码',
    effects: ['该账号的全部会话与 API 密钥随即失效。', '由系统生成的密码只显示一次，转交后应让对方自行修改。'],
  },
  rotate: {
    title: '轮换密钥', question: (name) => `为 ${name} 发布下一把密钥？`, button: '轮换密钥',
    effects: ['新密钥现在发布，三分半钟后开始签发，没有人会因此退出登录。', '当前密钥继续用于校验，直到它签发的最后一个凭证到期。'],
  },
  drop: {
    title: '弃用密钥', question: (name) => `不再信任密钥 ${name}？`, button: '弃用密钥',
    effects: [
      '用于应急：密钥可能已落入他人之手。此操作无法撤回。',
      '由它签发的凭证不再被接受：本进程立即生效，其他进程在 90 秒内生效。',
      '会话不会结束：刷新令牌可换取新凭证，没有刷新令牌的须重新登录。',
    ],
  },
}

const types: Texts['events']['types'] = {
  user_created: '创建账号', user_updated: '更改账号', user_deleted: '删除账号', authn_login_success: '登录', authn_login_fail: '登录被拒绝',
  authn_login_lock: '登录被拒绝，进入等待', authn_password_change: '更改密码', authn_token_created: '创建 API 密钥', authn_token_reuse: '刷新令牌被重复使用',
  authn_token_revoked: '吊销令牌或 API 密钥', session_created: '会话开始', session_renewed: '会话续期', session_expired: '会话清理', session_revoked: '会话结束',
  excess_rate_limit_exceeded: '尝试次数过多', malicious_csrf: '来自其他站点的请求', malicious_extraneous: '同时出现多个凭证',
  privilege_permissions_changed: '更改角色',
  sys_key_rotated: '轮换密钥', sys_key_dropped: '弃用密钥', sys_restored: '恢复数据库',
}

export const zhHans: Texts = {
  sections: '管理',
  nav: { overview: '概览', users: '用户', sessions: '当前会话', keys: '密钥环', events: '事件', visits: '访问' },
  actions: '操作', none: '无', operator: '运维人员', anybody: '未知', next: '下一页', first: '第一页', system: '系统',
  more: '还有更多。', unit: 'UTC',
  device: (name) => name === 'Unknown device' ? '未知设备' : name.replace(' on ', ' / '),
  day: (_date, month, day) => `${month} 月 ${day} 日`,
  shortDay: (month, day) => `${month}/${day}`,
  notices, refusals,
  refused: { what: '操作被拒绝', then: '未作任何更改，请检查填写的内容。' },
  chart: {
    heading: '每日登录', succeeded: '成功', refused: '拒绝', below: '拒绝（横线以下）', weekends: '周末颜色较浅', table: '以表格显示', day: '日期',
    title: ([from, to], { least, most }) => `每日登录，${from} 至 ${to}：成功 ${least} 至 ${most} 次`,
    highest: (most, day) => `；拒绝最多 ${most} 次，在 ${day}`, noneRefused: '；没有拒绝',
    lead: '按审计记录统计，以 UTC 计日。拒绝指密码错误，无论用户名是否存在。',
    today: '今日登录', todayRefused: '今日拒绝', period: '30 日内成功', periodRefused: '30 日内拒绝',
  },
  users: {
    search: '搜索', text: '开头为', textHint: '按角色搜索时填写完整名称。', by: '搜索方式', bys: { username: '用户名', email: '邮箱', role: '角色' },
    user: '用户', roles: '角色', status: '状态', since: '注册日期', active: '正常', disabled: '已停用', manage: '管理', noEmail: '无邮箱', empty: '没有找到用户。',
    create: '创建账号', open: '展开表单', username: '用户名', email: '邮箱', password: '密码', rolesField: '角色',
    rolesHint: '以空格分隔。admin 为管理员角色。', passwordHint: '留空则由系统生成，只显示一次。', createButton: '创建账号',
  },
  user: {
    id: '账号 ID', manage: '账号', locked: (failures, wait) => `连续 ${failures} 次登录失败，需等待 ${wait}`, failed: (failures) => `连续 ${failures} 次登录失败`,
    unlock: '解除等待', self: '这是当前登录的账号。会把自己锁在外面的操作，须由另一位管理员执行。',
    newPassword: '密码刚刚生成', handOver: '复制并转交：系统只保存散列值，不会再次显示。首次登录后应让对方自行修改。',
    roles: '角色', rolesLead: '从下一次请求起对所有会话生效。', add: '添加角色', addButton: '添加', remove: '移除', removeOf: (role) => `移除角色 ${role}`,
    access: '账号状态', accessLead: '停用会立即结束全部会话与 API 密钥，启用不会恢复它们。', disable: '停用账号', enable: '启用账号', reset: '重置密码', delete: '删除账号',
    sessions: '会话', endAll: '结束全部会话', allOf: '该账号的全部会话', about: '与该账号有关的事件', by: '由该账号引起的事件', apiKeys: 'API 密钥',
    noSessions: '未在任何设备登录。', status: '状态',
  },
  sessions: {
    lead: '每次登录一条记录，与携带方式无关。结束后，下一次请求会被拒绝。', of: (name) => `${name} 的会话`, everybody: '所有人的会话',
    user: '用户', carrier: '携带方式', device: '设备', seen: '最近活动', ends: '到期', end: '结束', endOf: (name, device) => `结束 ${name} 在 ${device} 的会话`,
    this: '本次会话', empty: '无人登录。',
  },
  keys: {
    lead: '轮换不会让任何人退出登录：原密钥继续用于校验，直到它签发的最后一个凭证到期。弃用只用于应急。',
    heading: '密钥', key: '密钥', use: '用途', state: '状态', made: '生成时间', stateSince: '状态，起始时间', rotate: '轮换',
    rotateOf: (use) => `轮换用于 ${use} 的密钥`, drop: '弃用', dropOf: (kid) => `弃用密钥 ${kid}`,
    uses: { jwt: 'JWT', jwe: '加密 JWT', token: 'Token', refresh: '刷新令牌', cookie: '表单与设备', throttle: '限速' },
    states: { next: '待用', current: '当前', previous: '退役中', retired: '已退役' },
    throttle: '登录失败次数会重新计数。', formsToo: '已打开的表单会被拒绝一次，已识别的设备不再被识别。',
  },
  confirm: { questions, back: '返回，不作更改', newPassword: '新密码', newPasswordHint: '留空则由系统生成，只显示一次。' },
  events: {
    lead: '何人对何人做了何事。时间为 UTC。', heading: '审计日志', event: '事件', about: '对象', by: '操作者', from: '来源', when: '时间', type: '类型', anyType: '全部事件',
    fromDay: '起始日', untilDay: '截止日', filter: '筛选',
    subjectName: '对象（用户名）', actorName: '操作者（用户名）', empty: '没有找到事件。', types, failure: '被拒绝', gone: '已删除的账号',
  },
  visits: {
    lead: '只统计同意被统计的浏览器，按日期与推广活动列出。', day: '日期', campaign: '推广活动', visits: '访问', visitors: '访客', new: '新访客', direct: '无推广活动',
    empty: '没有统计数据。',
    days: (n) => `${n} 日内的访问`,
  },
  seconds: (n) => `${n} 秒`, minutes: (n) => `${n} 分钟`,
}
