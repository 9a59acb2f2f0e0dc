/** What a typed cookie asks of a schema: Standard Schema, version 1 (standardschema.dev). Knows no library by name. */
import type { MaybePromise } from '../contracts.ts'

/** Zod, Valibot, ArkType and others are one of these; `schemaOf` makes one without them. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    /** Types alone; nothing is there when it runs. */
    readonly types?: { readonly input: Input, readonly output: Output } | undefined
    validate(value: unknown): MaybePromise<SchemaResult<Output>>
  }
}

/** A value that the schema lets through, or what is wrong (standardschema.dev). */
export type SchemaResult<Output> =
  | { readonly value: Output, readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** What a schema found wrong, and where (standardschema.dev). */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A schema by hand: `read` answers the value it takes, as it is to be kept, or null. */
export function schemaOf<Value>(read: (value: unknown) => Value | null): StandardSchema<Value> {
  return {
    '~standard': {
      version: 1,
      vendor: 'latchkey',
      validate(value) {
        const taken = read(value)
        return taken === null ? { issues: [{ message: 'not as expected' }] } : { value: taken }
      },
    },
  }
}

/** At once: a cookie is read while a request waits and written before its headers leave. */
export function validate<Output>(schema: StandardSchema<unknown, Output>, value: unknown): SchemaResult<Output> {
  const result = schema['~standard'].validate(value)
  if (!('then' in result)) return result
  // Nobody waits for it any more, so that its failure would end the process.
  result.then(undefined, () => undefined)
  throw new TypeError('the schema of a cookie is asynchronous; expected one that answers at once')
}
