/** Address of the change feed beside the page: `wss:` where the page is `https:`. */
export function liveUrl(location: Pick<Location, 'protocol' | 'host'>, cursor: string | undefined): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const query = cursor === undefined ? '' : `?after=${encodeURIComponent(cursor)}`;
  return `${scheme}//${location.host}/api/v1/changes${query}`;
}
