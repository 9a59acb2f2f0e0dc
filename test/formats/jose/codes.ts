/** What `latchkey/jose` answered: the code of its refusal, or null where it did not refuse. */
import { JoseError, type JoseErrorCode } from '../../../src/formats/jose/error.ts'

export function codeOf(act: () => unknown): JoseErrorCode | null {
  try {
    act()
    return null
  } catch (error) {
    return codeFrom(error)
  }
}

export async function codeOfAsync(act: () => Promise<unknown>): Promise<JoseErrorCode | null> {
  try {
    await act()
    return null
  } catch (error) {
    return codeFrom(error)
  }
}

function codeFrom(error: unknown): JoseErrorCode {
  if (error instanceof JoseError) return error.code
  throw error
}

/** The error itself; one that is none of ours, or none at all, is a fault of the test. */
export function errorOf(act: () => unknown): JoseError {
  try {
    act()
  } catch (error) {
    if (error instanceof JoseError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
