export default function Layout({ children }: { readonly children: React.ReactNode }) {
  return <html lang="en"><body><h1>Notes</h1>{children}</body></html>
}
