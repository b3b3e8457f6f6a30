/**
 * Names of tree entries are bytes. Inside the tree they are strings of one character per byte, so that comparing them is
 * comparing bytes and a name that is not UTF-8 keeps its identity.
 */
export type ByteName = string;

const ascii = /^[\x20-\x7e]*$/;

export function toByteName(name: string): ByteName {
  return ascii.test(name) ? name : Buffer.from(name).toString('latin1');
}

export function fromByteName(name: ByteName): string {
  return ascii.test(name) ? name : Buffer.from(name, 'latin1').toString();
}
