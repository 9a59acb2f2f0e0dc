import { withUser } from 'latchkey/next'
import { auth, notes, origin } from '../../../../auth'
import { notesPage } from '../../../../../notes/notes'

interface Context { readonly params: Promise<{ readonly id: string }> }

/** A ticket stands for who shares, opens one address, and is used up by the first who comes. */
export const POST = withUser(auth, async (request, { principal }, { params }: Context) => {
  const path = `/shared/${(await params).id}`
  const made = await auth.exchange(request, { carrier: 'ticket', path })
  if (!made.ok) return new Response(null, { status: 403 })
  const page = notesPage(notes.of(principal.subject), `${origin}${path}?ticket=${made.credential}`)
  return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } })
})
