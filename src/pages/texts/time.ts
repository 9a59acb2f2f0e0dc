/** How moments and lengths of time are said. The calendar is counted elsewhere. */
import type { PageLanguage } from '../../contracts/pages.ts'

interface TimeTexts {
  /** The month as a calendar writes it: 1 to 12. */
  day(month: number, day: number): string
  dayOfYear(year: number, month: number, day: number): string
  /** A day near today: -1, 0 or 1 from it, and the time on its clock. */
  near(distance: -1 | 0 | 1, clock: string): string
  readonly now: string
  minutesAgo(minutes: number): string
  count(number: number, unit: 'second' | 'minute' | 'hour' | 'day'): string
}

export const months = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]

const en: TimeTexts = {
  day: (month, day) => `${day} ${months[month - 1]}`,
  dayOfYear: (year, month, day) => `${day} ${months[month - 1]} ${year}`,
  near: (distance, clock) => `${['yesterday', 'today', 'tomorrow'][distance + 1]}, ${clock}`,
  now: 'now',
  minutesAgo: (minutes) => `${minutes} minutes ago`,
  count: (number, unit) => `${number} ${unit}${number === 1 ? '' : 's'}`,
}

const units = { second: '秒', minute: '分钟', hour: '小时', day: '天' }

const zhHans: TimeTexts = {
  day: (month, day) => `${month} 月 ${day} 日`,
  dayOfYear: (year, month, day) => `${year} 年 ${month} 月 ${day} 日`,
  near: (distance, clock) => `${['昨天', '今天', '明天'][distance + 1]} ${clock}`,
  now: '刚刚',
  minutesAgo: (minutes) => `${minutes} 分钟前`,
  count: (number, unit) => `${number} ${units[unit]}`,
}

export const timeTexts: Readonly<Record<PageLanguage, TimeTexts>> = { en, 'zh-Hans': zhHans }
