import { query } from 'latchkey'
import { withUser } from 'latchkey/next'
import { auth, notes } from '../../../auth'

interface Context { readonly params: Promise<{ readonly id: string }> }

/** Whoever opens it may be logged in themselves: only the ticket is looked at. */
export const GET = withUser(auth, async (_, { principal }, { params }: Context) => {
  const asked = (await params).id
  const note = notes.of(principal.subject).find(({ id }) => id === asked)
  return new Response(note?.text ?? null, { status: note === undefined ? 404 : 200 })
}, { parameters: query(), carriers: [] })
