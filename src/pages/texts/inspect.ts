/** What the account page says about a token. */
import type { PageLanguage } from '../../contracts/pages.ts'

type Said = Readonly<Record<string, string>>

const en = {
  lead: 'What it is, whose, until when, and why it would be refused. Nothing is used up, and nothing is kept.',
  field: 'Token',
  hint: 'A JWT, a token, an API key, a ticket, a refresh token.',
  inspect: 'Inspect',
  kinds: {
    jwt: 'A JWT', token: 'A sealed token', session: 'A session cookie', visitor: 'A visitor’s cookie', refresh: 'A refresh token',
    key: 'An API key', ticket: 'A ticket', unknown: 'Nothing that is known here',
  } as Said, // by a kind that may be a carrier of one's own
  end: '.',
  notYours: 'It is not yours.',
  notVerified: 'What it says of itself is not verified: anybody can write that.',
  accepted: 'It would be accepted now.',
  refused: (because: string) => `It would be refused now: ${because}`,
  because: {
    credential_invalid: 'It is not one that is valid here.',
    credential_expired: 'It has ended.',
    credential_stale: 'It states what has changed since; it is to be renewed.',
    session_revoked: 'Its login was ended.',
    token_reused: 'It was used before.',
    insufficient_scope: 'It does not allow anything here.',
  } as Said, // by a code of the contract's table
  names: {
    user: 'User', session: 'Session', name: 'Name', path: 'Path', audience: 'Audience', scope: 'Scope', issued: 'Issued', ends: 'Ends',
  } as Said, // by the name of a fact, which may be a stranger's
  words: { nobody: 'nobody', all: 'all that the user may do', nothing: 'nothing' },
}

const zhHans: typeof en = {
  lead: '它是什么、属于谁、何时结束、为何会被拒绝。查看不会消耗它，也不会留存任何内容。',
  field: '凭证',
  hint: 'JWT、Token、API 密钥、票据或刷新令牌。',
  inspect: '查看',
  kinds: {
    jwt: 'JWT', token: '密封的 Token', session: '会话 Cookie', visitor: '访客 Cookie', refresh: '刷新令牌',
    key: 'API 密钥', ticket: '票据', unknown: '不是这里已知的凭证',
  },
  end: '。',
  notYours: '它不属于当前账号。',
  notVerified: '以下是它自称的内容，未经校验：任何人都可以这样写。',
  accepted: '现在会被接受。',
  refused: (because) => `现在会被拒绝：${because}`,
  because: {
    credential_invalid: '它在这里无效。',
    credential_expired: '它已到期。',
    credential_stale: '它所声明的内容已经改变，需要更新。',
    session_revoked: '对应的登录已结束。',
    token_reused: '它已被使用过。',
    insufficient_scope: '它在这里没有任何权限。',
  },
  names: {
    user: '用户', session: '会话', name: '名称', path: '路径', audience: '受众', scope: '权限范围', issued: '签发', ends: '结束',
  },
  words: { nobody: '无', all: '该用户的全部权限', nothing: '无' },
}

export const inspectTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
