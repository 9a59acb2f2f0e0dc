/** What a path does, by its methods. */
import type { Call } from './call.ts'

/** `parameter`: the part of the path that is not fixed; empty where all is. */
export type Handler = (call: Call, parameter: string) => Response | Promise<Response>
export type Methods = Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Handler>>>
