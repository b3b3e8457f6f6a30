/** Addresses of a server that only this machine itself can reach. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

/** The open team of a server that listens on `host`: none when others than this machine can reach it. */
export function openTeamOn(host: string, team: string | undefined): string | undefined {
  return loopback.test(host) ? team : undefined;
}
