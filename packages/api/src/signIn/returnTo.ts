/** Where to go after sign-in: a path of our own, or the front page. An address elsewhere, however it is disguised, is the front page. */
export function ownPath(returnTo: string | undefined, publicUrl: string): string {
  if (returnTo === undefined || !returnTo.startsWith('/') || !URL.canParse(returnTo, publicUrl)) return '/';
  const address = new URL(returnTo, publicUrl);
  if (address.origin !== new URL(publicUrl).origin) return '/';
  const path = address.pathname + address.search + address.hash;
  // `/./\evil.example` and the like: what is left must not be read as an address with another host.
  return /^\/[/\\]/.test(path) || path.startsWith('/auth/') ? '/' : path;
}
