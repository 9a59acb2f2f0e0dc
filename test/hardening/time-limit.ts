/** The whole of `npm run hardening` ends within half an hour, done or not. */
const most = 30 * 60_000

export default function setup(): () => void {
  const timer = setTimeout(() => {
    process.stderr.write('The hardening tests took longer than 30 minutes, and were stopped.\n')
    process.exit(1)
  }, most)
  return () => { clearTimeout(timer) }
}
