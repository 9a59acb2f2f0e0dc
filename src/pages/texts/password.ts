/** The rules for a new password, in the words of whoever chooses one. The server holds to them; a script may mark those that are met. */
import type { PageLanguage } from '../../contracts/pages.ts'

const en = {
  length: (least: number) => `${least} to 256 characters.`,
  names: 'Without your user name and your e-mail address in it, or strong without them.',
  common: 'Not a common one, and not this service’s name. That is checked when you send it.',
  advice: 'No rules about digits or symbols. Three or four unrelated words work well.',
  met: 'Met.',
}

const zhHans: typeof en = {
  length: (least) => `${least} 到 256 个字符。`,
  names: '不含用户名和电子邮箱，或去掉它们之后仍足够强。',
  common: '不是常见密码，也不是本服务的名称。提交时由服务器检查。',
  advice: '不要求数字或符号。三四个互不相关的词效果很好。',
  met: '已满足。',
}

export const passwordTexts: Readonly<Record<PageLanguage, typeof en>> = { en, 'zh-Hans': zhHans }
