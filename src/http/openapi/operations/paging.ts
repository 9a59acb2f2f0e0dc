/** `?limit=&cursor=`, of every list. */
import * as z from 'zod'

export const paging = { limit: z.int().min(1).max(100).default(50).optional(), cursor: z.string().optional() } as const
