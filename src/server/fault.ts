/** What the log tells of a fault: name, sentence and place; a cause may hold values, so it is only named (F-09). */
export function described(error: unknown) {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' }
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause instanceof Error && { cause: cause.name }) }
}
