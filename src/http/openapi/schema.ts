/** zod's schemas as JSON Schema (2020-12, which OpenAPI 3.1 is made of). */
import * as z from 'zod'
import { shapes } from './shapes.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

export const ref = (name: keyof typeof shapes): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** Where something is refined by code, the words of the route say what is expected. */
export function schemaOf(type: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any', override: tidy })
  return schema
}

/** Answers by name; what is inside another one by its name is a reference. */
export function componentsOf(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shapes)) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}`, override: tidy })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, schema]))
}

/** JavaScript's largest integer is a limit of ours, and tells a reader nothing. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}
