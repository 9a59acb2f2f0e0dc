import { withUser } from 'latchkey/next'
import { auth, notes } from '../../auth'

export const GET = withUser(auth, (_, { principal }) => Response.json(notes.of(principal.subject)))

export const POST = withUser(auth, async (request, { principal }) => {
  notes.write(principal.subject, (await request.formData()).get('text'))
  return new Response(null, { status: 303, headers: { location: '/' } })
})
