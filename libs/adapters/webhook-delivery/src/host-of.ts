/** The host of a URL as sockets take it: addresses of version 6 without their brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
