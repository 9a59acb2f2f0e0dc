/** What the pages say about a refusal. Knows no markup; what is known of a refusal is put in where it is met. */
import type { PageLanguage } from '../../contracts/pages.ts'
import { en, type RefusalTexts } from './refusals-en.ts'
import { zhHans } from './refusals-zh-hans.ts'

export const refusalTexts: Readonly<Record<PageLanguage, RefusalTexts>> = { en, 'zh-Hans': zhHans }
