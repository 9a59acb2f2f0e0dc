/** What may be kept with a session. */
import type { StandardSchema } from '../../cookies/standard-schema.ts'

/** Members of an object, as JSON. */
export type Data = Readonly<Record<string, unknown>>

export interface DataRules {
  /** Types and checks the data; it must accept an empty object, with which every session begins. */
  readonly schema: StandardSchema<unknown, Data> | null
  /** Bytes of JSON. */
  readonly most: number
  readonly mostVisitor: number
}
